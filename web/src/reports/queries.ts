import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, wire, type ReportQuery } from "../wire/client";
import type { Days } from "./Period";
import type { Asked } from "./vocabulary";

/** Any measure by any dimension. What is shown stays until the next answer is there. */
export const exploreQuery = ({ pipeline, q, owner, filter, as_of }: Asked, question: Omit<ReportQuery, "pipeline" | "owner" | "filter" | "as_of">) => {
  const body: ReportQuery = { ...question, pipeline: pipeline || undefined, owner, filter: withText(filter, q), as_of };
  return queryOptions({
    queryKey: ["report", { as_of }, "query", body] as const,
    queryFn: ({ signal }) => ask(wire.POST("/v1/reports/query", { body, signal })),
    placeholderData: keepPreviousData,
  });
};

/** The parameters of a named report: which deals, of which days, in which groups. */
export type Named = { asked: Asked; days?: Days; by?: string };

function parameters({ asked: { pipeline, q, owner, filter, as_of }, days, by }: Named) {
  return { pipeline: pipeline || undefined, q, owner, filter, as_of, ...days, group_by: by ? [by] : undefined };
}

function named<T>(name: string, asked: Asked, query: object, queryFn: (signal: AbortSignal) => Promise<T>) {
  return queryOptions({
    queryKey: ["report", { as_of: asked.as_of }, name, query] as const,
    queryFn: ({ signal }) => queryFn(signal),
    placeholderData: keepPreviousData,
  });
}

export const velocityQuery = (which: Named) => {
  const query = parameters(which);
  return named("velocity", which.asked, query, (signal) => ask(wire.GET("/v1/reports/velocity", { signal, params: { query } })));
};

export const conversionQuery = (which: Named) => {
  const query = parameters(which);
  return named("conversion", which.asked, query, (signal) => ask(wire.GET("/v1/reports/conversion", { signal, params: { query } })));
};

export const stalledQuery = (which: Named) => {
  const query = parameters(which);
  return named("stalled", which.asked, query, (signal) => ask(wire.GET("/v1/reports/stalled", { signal, params: { query } })));
};

export type Basis = "age" | "stage" | "idle";
export const ageingQuery = (which: Named, basis: Basis) => {
  const query = { ...parameters(which), basis };
  return named("ageing", which.asked, query, (signal) => ask(wire.GET("/v1/reports/ageing", { signal, params: { query } })));
};

export const coverageQuery = (which: Named) => {
  const query = parameters(which);
  return named("coverage", which.asked, query, (signal) => ask(wire.GET("/v1/reports/coverage", { signal, params: { query } })));
};

export const winlossQuery = (which: Named) => {
  const query = parameters(which);
  return named("winloss", which.asked, query, (signal) => ask(wire.GET("/v1/reports/winloss", { signal, params: { query } })));
};

export const behavioursQuery = (which: Named) => {
  const query = parameters(which);
  return named("behaviours", which.asked, query, (signal) => ask(wire.GET("/v1/reports/behaviours", { signal, params: { query } })));
};

export const sourcesQuery = (which: Named) => {
  const query = parameters(which);
  return named("sources", which.asked, query, (signal) => ask(wire.GET("/v1/reports/sources", { signal, params: { query } })));
};

/** Everything that may be wrong, from one look at the pipeline: its parts never disagree. */
export const healthQuery = (asked: Asked) => {
  const query = parameters({ asked });
  return named("health", asked, query, (signal) => ask(wire.GET("/v1/reports/health", { signal, params: { query } })));
};

/** How the open pipeline came from one moment to another: `from` a day to the moment of the page. */
export const bridgeQuery = ({ asked, days, by }: Named) => {
  const { pipeline, q, owner, filter, as_of } = asked;
  const query = { pipeline: pipeline || undefined, q, owner, filter, as_of, from: days?.from, period: days?.period, group_by: by ? [by] : undefined };
  return named("bridge", asked, query, (signal) => ask(wire.GET("/v1/reports/bridge", { signal, params: { query } })));
};

/** The same text search as the list's, said in the rule language, which is all that a question takes. */
export function withText(filter: string | undefined, q: string | undefined): string | undefined {
  if (!q) return filter;
  const text = JSON.stringify(q.toLowerCase());
  const found = `(deal.name.lower().contains(${text}) || deal.account_name.lower().contains(${text}))`;
  return filter ? `(${filter}) && ${found}` : found;
}
