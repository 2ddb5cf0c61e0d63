import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, wire } from "../wire/client";
import { client } from "../wire/queries";
import type { paths } from "../wire/schema";
import { ofTeams } from "./behind";

type Answer<P extends "/v1/forecasts/{period}" | "/v1/reports/bridge"> = paths[P]["get"]["responses"][200]["content"]["application/json"];
export type Forecast = Answer<"/v1/forecasts/{period}">;
export type Bridge = Answer<"/v1/reports/bridge">;

/** Whose future, and as known when. */
export type Asked = { team?: string; owner?: string; pipeline?: string; as_of?: string };


// A forecast takes the server seconds on a large company; it is asked anew when
// somebody looks again later, and not with every event.
const FRESH_MS = 120_000;

export const forecastQuery = (period: string, asked: Asked) =>
  queryOptions({
    queryKey: ["forecast", { as_of: asked.as_of }, period, asked] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/forecasts/{period}", { signal, params: { path: { period }, query: asked } })),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

export const changesQuery = (period: string, from: string, { owner, pipeline, as_of }: Asked, teams: readonly string[]) =>
  queryOptions({
    queryKey: ["report", { as_of }, "changes", period, from, owner, pipeline, teams] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/reports/bridge", { signal, params: { query: { from, period, owner, pipeline, as_of, filter: ofTeams(teams) } } })),
    staleTime: FRESH_MS,
  });

/** What was booked in each month, for the line of the past. */
export const bookedQuery = ({ owner, pipeline, as_of }: Asked, teams: readonly string[]) => {
  const body = {
    measures: ["won_value"],
    group_by: ["closed_month"],
    pipeline,
    owner,
    as_of,
    filter: ['deal.outcome == "won"', ofTeams(teams)].filter(Boolean).join(" && "),
  };
  return queryOptions({
    queryKey: ["report", { as_of }, "booked", body] as const,
    queryFn: ({ signal }) => ask(wire.POST("/v1/reports/query", { signal, body })),
    staleTime: FRESH_MS,
  });
};

export const callsQuery = (period: string, team?: string, as_of?: string) =>
  queryOptions({
    queryKey: ["forecast", { as_of }, "calls", period, team] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/forecasts/{period}/calls", { signal, params: { path: { period }, query: { team, as_of } } }))).data,
    staleTime: 0,
  });

/** Publishes what is forecast now, and has the forecast told anew with it. */
export async function publish(period: string, team: string | undefined, reason: string, key: string): Promise<void> {
  await ask(wire.POST("/v1/forecasts/{period}/calls", { params: { path: { period }, header: { "Idempotency-Key": key } }, body: { team, reason } }));
  await client.invalidateQueries({ queryKey: ["forecast"] });
}

export const biasQuery = (as_of?: string) =>
  queryOptions({
    queryKey: ["submissions", { as_of }, "bias"] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/submissions/bias", { signal, params: { query: { as_of } } }))).data,
    staleTime: 60_000,
  });
