import { queryOptions } from "@tanstack/react-query";
import { ask, wire, type Reading } from "../wire/client";
import { client, sessionQuery } from "../wire/queries";

export type CustomField = NonNullable<Reading<"/v1/workspaces/{id}">["fields"]>[number];

/** The fields that the workspace has declared for its deals. */
export const fieldsQuery = queryOptions({
  queryKey: ["workspace", "fields"] as const,
  queryFn: async ({ signal }) => {
    const { workspace } = await client.ensureQueryData(sessionQuery);
    const { fields } = await ask(wire.GET("/v1/workspaces/{id}", { signal, params: { path: { id: workspace.id } } }));
    return (fields ?? []).filter(({ on, retired }) => on === "deal" && !retired);
  },
});
