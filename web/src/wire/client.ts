import createClient, { type Middleware } from "openapi-fetch";
import { preferences } from "../frame/preferences";
import { position } from "./position";
import { Problem } from "./problem";
import type { paths } from "./schema";

// Named by where they come from and not by the names of schemas, which belong to the server.
export type Reading<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;
/** The body that an operation takes. */
export type Sending<P extends keyof paths, M extends "post" | "put" | "patch"> = paths[P] extends { [K in M]: { requestBody?: { content: infer Content } } } ? Content[keyof Content] : never;

export type Session = Reading<"/v1/session">;
export type DealPage = Reading<"/v1/deals">;
export type Deal = Reading<"/v1/deals/{id}">;
export type HistoryEntry = Reading<"/v1/deals/{id}/history">["data"][number];
export type User = Reading<"/v1/users">["data"][number];
export type Team = Reading<"/v1/teams">["data"][number];
export type Report = Reading<"/v1/reports/pipeline">;
export type HealthReport = Reading<"/v1/reports/health">;
export type BridgeReport = Reading<"/v1/reports/bridge">;
export type ReportQuery = Sending<"/v1/reports/query", "post">;
export type DealPatch = Sending<"/v1/deals/{id}", "patch">;
export type NewPipeline = Sending<"/v1/pipelines", "post">;

type WirePipeline = Reading<"/v1/pipelines">["data"][number];
export type Stage = Required<Pick<NonNullable<WirePipeline["stages"]>[number], "id" | "name">> & { canonical?: string; steps: ReadonlyMap<string, string> };
/** A pipeline as the workspace shows it: its living stages in order, the finer steps of each by id. */
export type Pipeline = { [K in "id" | "name" | "currency" | "lost_reasons"]-?: NonNullable<WirePipeline[K]> } & { stages: Stage[] };

export function readPipeline({ id, name, currency, lost_reasons, stages }: WirePipeline): Pipeline {
  return {
    id,
    name,
    currency: currency ?? "",
    lost_reasons: lost_reasons ?? [],
    stages: (stages ?? []).filter(({ retired }) => !retired).flatMap((stage) => (stage.id ? [{ id: stage.id, name: stage.name, canonical: stage.canonical, steps: new Map((stage.sub_stages ?? []).map((step) => [step.id ?? "", step.name])) }] : [])),
  };
}

/** A question too long for an address is posted, and changes nothing all the same. */
function reads({ method, url }: Request): boolean {
  return method === "GET" || url.endsWith("/v1/reports/query");
}

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", preferences.get().lang);
    if (reads(request) && position.demand() > 0) request.headers.set("Arus-Min-Position", String(position.demand()));
    return request;
  },
  onResponse({ request, response }) {
    const at = Number(response.headers.get("Arus-Position"));
    if (!response.ok || !(at > 0)) return;
    if (reads(request)) position.answered(at);
    else position.wrote(at);
  },
};

export const wire = createClient<paths>({ baseUrl: "" });
wire.use(speak);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's body, or a Problem. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<Exclude<T, string>> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    // A query that React Query gave up on is not a broken network.
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, { code: "network" });
  }
  if (answer.response.ok) return answer.data as Exclude<T, string>; // tables also come as text, which nobody asks for here
  const details = typeof answer.error === "object" && answer.error !== null ? answer.error : {};
  const wait = Number(answer.response.headers.get("Retry-After"));
  throw new Problem(answer.response.status, details, wait > 0 ? wait : undefined);
}

/** `If-Match` for a version, as the server writes its ETag. */
export function match(version: number): string {
  return `"${version}"`;
}
