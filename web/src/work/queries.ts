import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Matter = Reading<"/v1/needs-attention">["data"][number];
export type Lack = Matter["lack"];
export type Approval = Reading<"/v1/approvals">["data"][number];
export type Task = Reading<"/v1/tasks">["data"][number];
export type RecommendedStep = Reading<"/v1/deals/{id}/steps">["data"][number];

/** Everything of this feature begins with it: one change may touch several lists. */
const WORK = "work";

export function refreshWork(): Promise<void> {
  return client.invalidateQueries({ queryKey: [WORK] });
}

export const attentionQuery = (mine: boolean, lack: Lack | undefined) =>
  infiniteQueryOptions({
    queryKey: [WORK, "attention", mine, lack] as const,
    queryFn: ({ signal, pageParam }) => ask(wire.GET("/v1/needs-attention", { signal, params: { query: { mine, lack, limit: 50, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const approvalsQuery = (asked: { mine?: boolean; deal?: string }) =>
  queryOptions({
    queryKey: [WORK, "approvals", asked] as const,
    queryFn: ({ signal }) => whole<Approval>((cursor) => ask(wire.GET("/v1/approvals", { signal, params: { query: { ...asked, limit: 200, cursor } } }))),
  });

export const tasksQuery = queryOptions({
  queryKey: [WORK, "tasks"] as const,
  queryFn: ({ signal }) => whole<Task>((cursor) => ask(wire.GET("/v1/tasks", { signal, params: { query: { limit: 200, cursor } } }))),
});

export const stepsQuery = (deal: string) =>
  queryOptions({ queryKey: [WORK, "steps", deal] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/deals/{id}/steps", { signal, params: { path: { id: deal } } }))).data });

export const policiesQuery = queryOptions({
  queryKey: [WORK, "policies"] as const,
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/policies", { signal, params: { query: { limit: 200, cursor } } }))),
});

export const playbooksQuery = queryOptions({
  queryKey: [WORK, "playbooks"] as const,
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/playbooks", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** How an order about an object is sent: of the version that was seen, and once. */
export const order = ({ id, version }: { id: string; version: number }, key: string) => ({ path: { id }, header: { "If-Match": match(version), "Idempotency-Key": key } });

export async function finish(task: Task, key: string): Promise<void> {
  await ask(wire.POST("/v1/tasks/{id}/done", { params: order(task, key), body: {} }));
  await refreshWork();
}
