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
export const MOVING = ["deals", "contacts", "branches", "tasks"] as const;
type Moves = Partial<Record<(typeof MOVING)[number], number>>;

/** How much will name the one that stays. */
export const movesQuery = (kind: MergeKind, losers: string[]) =>
  queryOptions({
    queryKey: ["moves", kind, losers] as const,
    enabled: losers.length > 0,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Moves> => {
      const filter = (field: string) => losers.map((id) => `${field} == "${id}"`).join(" || ");
      const page = (field: string, cursor: string | undefined) => ({ signal, params: { query: { filter: filter(field), limit: 200, cursor } } });
      if (kind === "deal") return { tasks: (await whole((cursor) => ask(wire.GET("/v1/tasks", page("task.deal", cursor))))).length };
      const named = async (sentence: string) => {
        const { rows } = await ask(wire.POST("/v1/reports/query", { body: { measures: ["count"], filter: sentence }, signal }));
        return Number(rows?.[0]?.[0] ?? 0);
      };
      if (kind === "contact") return { deals: await named(losers.map((id) => `"${id}" in deal.contacts`).join(" || ")) };
      const [deals, contacts, branches] = await Promise.all([
        named(filter("deal.account")),
        whole((cursor) => ask(wire.GET("/v1/contacts", page("contact.account", cursor)))),
        whole((cursor) => ask(wire.GET("/v1/accounts", page("account.parent", cursor)))),
      ]);
      return { deals, contacts: contacts.length, branches: branches.length };
    },
  });
