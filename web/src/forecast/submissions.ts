import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire } from "../wire/client";
import type { paths } from "../wire/schema";
import { client, whole } from "../wire/queries";

export type Submission = paths["/v1/submissions"]["get"]["responses"][200]["content"]["application/json"]["data"][number];
export const CALLS = ["commit", "most_likely", "best_case"] as const;
export type Call = (typeof CALLS)[number];

const KEY = "submissions";

/** What holds in a period: of each user, team and call the last number that was not withdrawn. */
export const submissionsQuery = (period: string, as_of?: string) =>
  queryOptions({
    queryKey: [KEY, { as_of }, period] as const,
    queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/submissions", { signal, params: { query: { period, newest: true, as_of, limit: 200, cursor } } }))),
    staleTime: 30_000,
  });

export const draftQuery = (period: string, call: Call, team?: string) =>
  queryOptions({
    queryKey: [KEY, "draft", period, call, team] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/submissions/draft", { signal, params: { query: { period, call, team } } })),
    staleTime: 0,
  });

export type Draft = paths["/v1/submissions/draft"]["get"]["responses"][200]["content"]["application/json"];

/** How the numbers of who submitted came out until now, and theirs without that habit. */
export const correctionQuery = ({ id, version }: Submission) =>
  queryOptions({
    queryKey: [KEY, "correction", id, version] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/submissions/{id}/correction", { signal, params: { path: { id } } })),
    staleTime: 0,
  });

type Money = { amount: string; currency: string };
type Adjustment = { amount: Money; reason: string; correction: boolean };

export async function submit(period: string, call: Call, team: string | undefined, adjustment: Adjustment | undefined, key: string): Promise<void> {
  await ask(wire.POST("/v1/submissions", { params: { header: { "Idempotency-Key": key } }, body: { period, call, team, adjustment } }));
  await reload();
}

export async function withdraw({ id, version }: Submission, reason: string, key: string): Promise<void> {
  await ask(wire.POST("/v1/submissions/{id}/withdraw", { params: { path: { id }, header: { "If-Match": match(version), "Idempotency-Key": key } }, body: { reason: reason || undefined } }));
  await reload();
}

export async function adjust({ id, version }: Submission, adjustment: Adjustment, key: string): Promise<void> {
  await ask(wire.POST("/v1/submissions/{id}/adjust", { params: { path: { id }, header: { "If-Match": match(version), "Idempotency-Key": key } }, body: adjustment }));
  await reload();
}

const reload = () => client.invalidateQueries({ queryKey: [KEY] });
