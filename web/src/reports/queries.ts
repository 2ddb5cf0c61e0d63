import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, wire, type ReportQuery } from "../wire/client";
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

/** The same text search as the list's, said in the rule language, which is all that a question takes. */
function withText(filter: string | undefined, q: string | undefined): string | undefined {
  if (!q) return filter;
  const text = JSON.stringify(q.toLowerCase());
  const found = `(deal.name.lower().contains(${text}) || deal.account_name.lower().contains(${text}))`;
  return filter ? `(${filter}) && ${found}` : found;
}
