import { queryOptions } from "@tanstack/react-query";
import { ask, wire, type Reading } from "../wire/client";
import { client, sessionQuery } from "../wire/queries";

export type CustomField = NonNullable<Reading<"/v1/workspaces/{id}">["fields"]>[number];

const factsQuery = queryOptions({
  queryKey: ["workspace", "facts"] as const,
  queryFn: async ({ signal }) => {
    const { workspace } = await client.ensureQueryData(sessionQuery);
    return ask(wire.GET("/v1/workspaces/{id}", { signal, params: { path: { id: workspace.id } } }));
  },
});

/** The fields that the workspace has declared for its deals. */
export const fieldsQuery = queryOptions({ ...factsQuery, select: ({ fields }): CustomField[] => (fields ?? []).filter(({ on, retired }) => on === "deal" && !retired) });

/** The stages that all pipelines share. */
export const canonicalQuery = queryOptions({ ...factsQuery, select: ({ canonical_stages }) => canonical_stages ?? [] });
