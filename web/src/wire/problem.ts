import type { paths } from "./schema";

type Details = paths["/v1/deals/{id}"]["get"]["responses"][500]["content"]["application/problem+json"];

/**
 * Why a request did not do what it was asked (RFC 9457). The server's words
 * are already in the caller's language. Code `network` means that no answer
 * came at all, so that nobody knows whether the write happened.
 */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Partial<Details>;
  /** Seconds until it is worth trying again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(status: number, details: Partial<Details>, retryAfter?: number) {
    super(details.detail || details.title || details.code || String(status));
    this.name = "Problem";
    this.status = status;
    this.code = details.code ?? "unknown";
    this.details = details;
    this.retryAfter = retryAfter;
  }

  /** The state of the object now, where the write was refused because somebody else was first. */
  get current(): Details["current"] {
    return this.status === 412 ? this.details.current : undefined;
  }

  /** True when the request may be sent again unchanged: the failure was of the road, not of the content. */
  get passing(): boolean {
    return this.code === "network" || this.status === 429 || this.status >= 500;
  }

  /** The message about one field, by its JSON pointer (`/close_date`). */
  about(pointer: string): string | undefined {
    return this.details.errors?.find((error) => error.pointer === pointer || error.pointer?.startsWith(pointer + "/"))?.detail;
  }
}

/** A refusal that points into what was sent, read as one that points into a member of it. */
export function within(problem: Problem, member: string): Problem {
  const errors = problem.details.errors?.map((error) => ({ ...error, pointer: error.pointer?.replace(new RegExp(`^/${member}(?=/|$)`), "") }));
  return errors ? new Problem(problem.status, { ...problem.details, errors }) : problem;
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, { code: "network" });
}
