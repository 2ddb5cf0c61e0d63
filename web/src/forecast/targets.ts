import { queryOptions } from "@tanstack/react-query";
import type { paths } from "../wire/schema";
import { ask, match, wire } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Target = paths["/v1/targets"]["get"]["responses"][200]["content"]["application/json"]["data"][number];
/** What a target is a target of; a missing word means everything. */
export type Aim = { user?: string; team?: string; product?: string; pipeline?: string; period: string };

export const targetsQuery = queryOptions({
  queryKey: ["targets"],
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/targets", { signal, params: { query: { limit: 200, cursor, sort: "created_at" } } }))),
  staleTime: 60_000,
});

export const productsQuery = queryOptions({
  queryKey: ["products"],
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/products", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** The target that holds: of several with the same aim the one that was made last. */
export function holding(targets: readonly Target[], aim: Aim): Target | undefined {
  const same = (key: keyof Aim) => (target: Target) => (target[key] ?? "") === (aim[key] ?? "");
  return targets.filter((target) => (["user", "team", "product", "pipeline", "period"] as const).every((key) => same(key)(target))).at(-1);
}

/** Sets, changes or (with no amount) takes away what is aimed at. */
export async function setTarget(aim: Aim, now: Target | undefined, amount: { amount: string; currency: string } | null, key: string): Promise<void> {
  const params = now && { path: { id: now.id }, header: { "If-Match": match(now.version) } };
  if (params && !amount) await ask(wire.DELETE("/v1/targets/{id}", { params }));
  else if (params && amount) await ask(wire.PATCH("/v1/targets/{id}", { params, body: { amount }, headers: { "Content-Type": "application/merge-patch+json" } }));
  else if (amount) await ask(wire.POST("/v1/targets", { params: { header: { "Idempotency-Key": key } }, body: { ...aim, amount } }));
  await client.invalidateQueries({ queryKey: targetsQuery.queryKey });
}
