import { queryOptions } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { ask, match, wire } from "../wire/client";
import { whole } from "../wire/queries";

export type MergeKind = "account" | "contact" | "deal";
export type Thing = { id: string; version: number; name: string } & Record<string, unknown>;

export function read(kind: MergeKind, id: string): Promise<Thing> {
  const path = { params: { path: { id } } };
  if (kind === "account") return ask(wire.GET("/v1/accounts/{id}", path)) as Promise<Thing>;
  return (kind === "contact" ? ask(wire.GET("/v1/contacts/{id}", path)) : ask(wire.GET("/v1/deals/{id}", path))) as Promise<Thing>;
}

export function merge(kind: MergeKind, { id, version }: Thing, body: { into: string; take: string[] }, key: string): Promise<Thing> {
  const sent = { params: { path: { id }, header: { "If-Match": match(version), "Idempotency-Key": key } }, body };
  if (kind === "account") return ask(wire.POST("/v1/accounts/{id}/merge", sent)) as Promise<Thing>;
  return (kind === "contact" ? ask(wire.POST("/v1/contacts/{id}/merge", sent)) : ask(wire.POST("/v1/deals/{id}/merge", sent))) as Promise<Thing>;
}

export function part(kind: MergeKind, { id, version }: Thing): Promise<unknown> {
  const sent = { params: { path: { id }, header: { "If-Match": match(version), "Idempotency-Key": idempotencyKey() } }, body: {} };
  if (kind === "account") return ask(wire.POST("/v1/accounts/{id}/unmerge", sent));
  return kind === "contact" ? ask(wire.POST("/v1/contacts/{id}/unmerge", sent)) : ask(wire.POST("/v1/deals/{id}/unmerge", sent));
}

/** Says that some are not the same; nobody suspects them again. */
export async function tellApart(name: string, of: string[]): Promise<{ id: string; version: number }> {
  return ask(wire.POST("/v1/distinctions", { params: { header: { "Idempotency-Key": idempotencyKey() } }, body: { name, of } }));
}

export function suspectAgain({ id, version }: { id: string; version: number }): Promise<unknown> {
  return ask(wire.DELETE("/v1/distinctions/{id}", { params: { path: { id }, header: { "If-Match": match(version) } } }));
}

export const distinctionsQuery = queryOptions({
  queryKey: ["distinctions"],
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/distinctions", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** What names something that goes, in the order in which it is told. */
export const MOVING = ["deals", "activities", "contacts", "accounts", "leads", "tasks"] as const;

/** How much will name the one that stays when this one goes into it, as far as the reader sees it. */
export const movesQuery = (kind: MergeKind, id: string) =>
  queryOptions({
    queryKey: ["moves", kind, id] as const,
    staleTime: 0,
    queryFn: ({ signal }) => {
      const asked = { signal, params: { path: { id } } };
      if (kind === "account") return ask(wire.GET("/v1/accounts/{id}/moves", asked));
      return ask(kind === "contact" ? wire.GET("/v1/contacts/{id}/moves", asked) : wire.GET("/v1/deals/{id}/moves", asked));
    },
  });
