import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Pair = Reading<"/v1/rates/{id}">;
export type NewRate = Sending<"/v1/rates", "post">;

export const ratesQuery = queryOptions({
  queryKey: ["rates"] as const,
  queryFn: async ({ signal }) => (await whole((cursor) => ask(wire.GET("/v1/rates", { signal, params: { query: { limit: 200, cursor } } })))) as Pair[],
  staleTime: 0,
});

/** Dates one rate, or corrects the one of that day. */
export async function setRate(body: NewRate, key: string): Promise<void> {
  await ask(wire.POST("/v1/rates", { params: { header: { "Idempotency-Key": key } }, body }));
}

/** Dates many: all of them, or none. */
export async function setRates(rates: NewRate[], key: string): Promise<void> {
  await ask(wire.POST("/v1/rates/several", { params: { header: { "Idempotency-Key": key } }, body: { rates } }));
}

/** Takes a day's rate back: the one before holds again. */
export async function removeRate({ id, version }: Pair, day: string): Promise<void> {
  await ask(wire.DELETE("/v1/rates/{id}/days/{day}", { params: { path: { id, day }, header: { "If-Match": match(version) } } }));
}

/** Another rate is in every figure of every report. */
export async function forgetFigures(): Promise<void> {
  await client.resetQueries({ predicate: ({ state }) => state.status === "error" });
  await client.invalidateQueries();
}
