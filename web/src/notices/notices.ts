import { infiniteQueryOptions } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { ask, wire, type Reading } from "../wire/client";
import { client } from "../wire/queries";

export type Notice = Reading<"/v1/notices">["data"][number];

/** What rules have told the caller, newest first. */
export const noticesQuery = infiniteQueryOptions({
  queryKey: ["notices"] as const,
  queryFn: ({ signal, pageParam }) => ask(wire.GET("/v1/notices", { signal, params: { query: { limit: 50, cursor: pageParam || undefined } } })),
  initialPageParam: "",
  getNextPageParam: (page) => page.next_cursor || undefined,
});

/** All up to a moment are read: no notice that comes meanwhile is lost. */
export async function readUntil(until: string): Promise<void> {
  await ask(wire.POST("/v1/notices/read", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body: { until } }));
  await client.invalidateQueries({ queryKey: noticesQuery.queryKey });
}
