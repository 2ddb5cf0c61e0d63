import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Route = Reading<"/v1/routes/{id}">;
export type Absence = Reading<"/v1/absences/{id}">;
export type NewRoute = Sending<"/v1/routes", "post">;

export const routesQuery = queryOptions({
  queryKey: ["routes"] as const,
  queryFn: async ({ signal }) => (await whole((cursor) => ask(wire.GET("/v1/routes", { signal, params: { query: { limit: 200, cursor } } })))) as Route[],
});

export const turnsQuery = (id: string) => queryOptions({ queryKey: ["routes", id, "turns"] as const, queryFn: ({ signal }) => ask(wire.GET("/v1/routes/{id}/turns", { signal, params: { path: { id } } })) });

export const absencesQuery = queryOptions({
  queryKey: ["absences"] as const,
  queryFn: async ({ signal }) => (await whole((cursor) => ask(wire.GET("/v1/absences", { signal, params: { query: { limit: 200, cursor } } })))) as Absence[],
});

export const productsQuery = queryOptions({
  queryKey: ["products"] as const,
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/products", { signal, params: { query: { limit: 200, cursor } } }))),
});

export async function saveRoute(kept: Route | undefined, body: NewRoute, key: string): Promise<Route> {
  const after = kept
    ? await ask(wire.PATCH("/v1/routes/{id}", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } }, body, headers: { "Content-Type": "application/merge-patch+json" } }))
    : await ask(wire.POST("/v1/routes", { params: { header: { "Idempotency-Key": key } }, body }));
  await client.invalidateQueries({ queryKey: routesQuery.queryKey });
  return after as Route;
}

export async function dropRoute({ id, version }: Route): Promise<void> {
  await ask(wire.DELETE("/v1/routes/{id}", { params: { path: { id }, header: { "If-Match": match(version) } } }));
  await client.invalidateQueries({ queryKey: routesQuery.queryKey });
}

type NewAbsence = Sending<"/v1/absences", "post">;

export async function saveAbsence(kept: Absence | undefined, body: NewAbsence, key: string): Promise<void> {
  if (kept) {
    await ask(
      wire.PATCH("/v1/absences/{id}", {
        params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } },
        body: { ...body, note: body.note || null },
        headers: { "Content-Type": "application/merge-patch+json" },
      }),
    );
  } else await ask(wire.POST("/v1/absences", { params: { header: { "Idempotency-Key": key } }, body }));
  await client.invalidateQueries({ queryKey: absencesQuery.queryKey });
}

export async function dropAbsence({ id, version }: Absence): Promise<void> {
  await ask(wire.DELETE("/v1/absences/{id}", { params: { path: { id }, header: { "If-Match": match(version) } } }));
  await client.invalidateQueries({ queryKey: absencesQuery.queryKey });
}
