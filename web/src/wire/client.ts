import createClient, { type Middleware } from "openapi-fetch";
import { preferences } from "../frame/preferences";
import { position } from "./position";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Deal = Schemas["Deal"];
export type DealPage = Schemas["DealPage"];
export type Pipeline = Schemas["Pipeline"];
export type Stage = Schemas["Stage"];
export type User = Schemas["User"];
export type Session = Schemas["Session"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type HistoryPage = Schemas["HistoryPage"];
export type Report = Schemas["Report"];
export type DealPatch = Schemas["DealPatch"];

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", preferences.get().lang);
    if (request.method === "GET" && position.demand() > 0) request.headers.set("Arus-Min-Position", String(position.demand()));
    return request;
  },
  onResponse({ request, response }) {
    const at = Number(response.headers.get("Arus-Position"));
    if (!response.ok || !(at > 0)) return;
    if (request.method === "GET") position.answered(at);
    else position.reached(at);
  },
};

export const wire = createClient<paths>({ baseUrl: "" });
wire.use(speak);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The answer's body, or a Problem. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    // A query that React Query gave up on is not a broken network.
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, { code: "network" });
  }
  if (answer.response.ok) return answer.data as T;
  const details = typeof answer.error === "object" && answer.error !== null ? answer.error : {};
  throw new Problem(answer.response.status, details);
}

/** `If-Match` for a version, as the server writes its ETag. */
export function match(version: number): string {
  return `"${version}"`;
}
