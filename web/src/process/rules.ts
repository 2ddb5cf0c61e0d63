import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Rule = Reading<"/v1/rules/{id}">;
export type RuleDraft = Sending<"/v1/rules", "post">;
export type Action = NonNullable<RuleDraft["then"]>[number];
export type Run = Reading<"/v1/rules/{id}/runs">["data"][number];

export const rulesQuery = queryOptions({
  queryKey: ["rules"] as const,
  queryFn: async ({ signal }) => (await whole((cursor) => ask(wire.GET("/v1/rules", { signal, params: { query: { limit: 200, cursor } } })))) as Rule[],
});

export const runsQuery = (id: string) =>
  queryOptions({ queryKey: ["rules", id, "runs"] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/rules/{id}/runs", { signal, params: { path: { id }, query: { limit: 50 } } }))).data });

/** What a rule, or a definition of a pipeline, would have done in the last so many 90 days. Nothing is written. */
export function tryOnHistory(body: Sending<"/v1/rules/try", "post">) {
  return ask(wire.POST("/v1/rules/try", { body }));
}
export type Trial = Awaited<ReturnType<typeof tryOnHistory>>;

export async function saveRule(kept: Rule | undefined, rule: RuleDraft, key: string): Promise<Rule> {
  const after = kept
    ? await ask(wire.PATCH("/v1/rules/{id}", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } }, body: { ...rule, if: rule.if || null, when: { event: null, daily: null, ...rule.when } } as never, headers: { "Content-Type": "application/merge-patch+json" } }))
    : await ask(wire.POST("/v1/rules", { params: { header: { "Idempotency-Key": key } }, body: rule }));
  await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
  return after as Rule;
}

export async function dropRule({ id, version }: Rule): Promise<void> {
  await ask(wire.DELETE("/v1/rules/{id}", { params: { path: { id }, header: { "If-Match": match(version) } } }));
  await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
}

export function draftOf({ name, on, when, if: condition, then }: Rule): RuleDraft {
  return { name, on, when, if: condition, then };
}

/** What a rule can wait for, and what it can do. */
export const EVENTS = ["deal.created", "deal.moved", "deal.changed", "deal.close_date_moved", "deal.category_moved", "deal.probability_overridden", "deal.probability_restored", "deal.transferred", "deal.activity_logged", "deal.evidence_attached", "deal.evidence_withdrawn", "deal.criteria_overridden", "deal.won", "deal.lost", "deal.reopened", "deal.deleted", "model.created", "model.drifted", "model.stood_again"] as const;
/** What can be done where there is no deal. */
export const WITHOUT_DEAL: readonly Action["do"][] = ["notify", "call_webhook"];
export const DOINGS = ["set_field", "assign", "create_task", "notify", "require_approval", "start_step", "call_webhook"] as const;
