import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { Pipeline } from "../wire/client";
import { pipelinesQuery, type Question } from "../wire/queries";
import { recall, remember } from "./preferences";
import { ALL, type Sort } from "./search";

export const DEFAULT_SORT: Sort = "next_step";

/** What the page is about: the address, completed with the pipeline last looked at. Of all pipelines only where the address says so. */
export function useQuestion(): { question: Question; pipeline: Pipeline | undefined; pipelines: Pipeline[] } {
  const { pipeline: asked, q, owner, filter, ids, sort = DEFAULT_SORT, as_of } = useSearch({ strict: false });
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  const pipeline = pipelines.find(({ id }) => id === asked) ?? pipelines.find(({ id }) => id === recall("pipeline")) ?? pipelines[0];
  const chosen = pipeline?.id ?? "";
  useEffect(() => {
    if (chosen) remember("pipeline", chosen);
  }, [chosen]);
  const question = useMemo<Question>(
    () => ({ pipeline: asked === ALL ? "" : chosen, sort, ...(q && { q }), ...(owner && { owner }), ...(filter && { filter }), ...(ids && { ids }), ...(as_of && { as_of }) }),
    [asked, chosen, q, owner, filter, ids, sort, as_of],
  );
  return { question, pipeline, pipelines };
}
