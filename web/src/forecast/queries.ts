import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, wire } from "../wire/client";
import type { paths } from "../wire/schema";

type Answer<P extends "/v1/forecasts/{period}" | "/v1/reports/bridge"> = paths[P]["get"]["responses"][200]["content"]["application/json"];
export type Forecast = Answer<"/v1/forecasts/{period}">;
export type Bridge = Answer<"/v1/reports/bridge">;

/** Whose future, and as known when. */
export type Asked = { team?: string; owner?: string; pipeline?: string; as_of?: string };

/** A team and the teams below it, said in the rule language: a report takes no team, a forecast does. */
const within = (teams: readonly string[]) => (teams.length > 0 ? `deal.team in [${teams.map((id) => JSON.stringify(id)).join(", ")}]` : undefined);

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
    queryFn: ({ signal }) => ask(wire.GET("/v1/reports/bridge", { signal, params: { query: { from, period, owner, pipeline, as_of, filter: within(teams) } } })),
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
    filter: ['deal.outcome == "won"', within(teams)].filter(Boolean).join(" && "),
  };
  return queryOptions({
    queryKey: ["report", { as_of }, "booked", body] as const,
    queryFn: ({ signal }) => ask(wire.POST("/v1/reports/query", { signal, body })),
    staleTime: FRESH_MS,
  });
};
