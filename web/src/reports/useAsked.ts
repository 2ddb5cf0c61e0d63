import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { ALL } from "../frame/search";
import type { Pipeline } from "../wire/client";
import { useText } from "../text/useText";
import { pipelinesQuery } from "../wire/queries";
import { sayGroup, stageNames } from "./places";
import type { Asked } from "./vocabulary";

/** What a report is about, as the address says it: of all pipelines where it names none. */
export function useAsked(): { asked: Asked; pipeline: Pipeline | undefined; pipelines: Pipeline[] } {
  const { pipeline: chosen, q, owner, filter, as_of } = useSearch({ strict: false });
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  const pipeline = chosen === ALL ? undefined : pipelines.find(({ id }) => id === chosen);
  const id = pipeline?.id ?? "";
  const asked = useMemo<Asked>(
    () => ({ pipeline: id, ...(q && { q }), ...(owner && { owner }), ...(filter && { filter }), ...(as_of && { as_of }) }),
    [id, q, owner, filter, as_of],
  );
  return { asked, pipeline, pipelines };
}

/** Says what people call a group of deals, by its dimension and key. */
export function useGroupName(): (dimension: string, key: string | null, known: string | null) => string {
  const text = useText();
  const { asked, pipelines } = useAsked();
  const stages = useMemo(() => stageNames(asked.pipeline ? [] : pipelines), [asked.pipeline, pipelines]);
  return (dimension, key, known) => sayGroup(text, dimension, key, (dimension === "stage" && stages.get(key ?? "")) || known);
}
