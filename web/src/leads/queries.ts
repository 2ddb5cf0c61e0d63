import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { allOf, quoted } from "../frame/expression";
import type { LeadSearch } from "../frame/search";
import type { paths } from "../wire/schema";
import { ask, match, wire, type Reading } from "../wire/client";
import { client } from "../wire/queries";
import { refreshWork } from "../work/queries";

export type Lead = Reading<"/v1/leads/{id}">;
export type LeadEvent = Reading<"/v1/leads/{id}/history">["data"][number];
export type Trial = Reading<"/v1/leads/{id}/turn">;
export type LeadPatch = paths["/v1/leads/{id}"]["patch"]["requestBody"]["content"]["application/merge-patch+json"];

/** Under the key of all work, so that an event about any lead asks for what is shown anew. */
const LEADS = ["work", "leads"] as const;

/** The leads of an address as an expression. */
function filterOf({ whose = "mine", state = "open", source }: LeadSearch, me: string): string {
  return allOf([
    ...(whose === "mine" ? [`lead.owner == ${quoted(me)}`] : whose === "unassigned" ? ["lead.owner == ''"] : []),
    ...(state === "any" ? [] : [`lead.state == ${quoted(state)}`]),
    ...(source ? [`lead.source == ${quoted(source)}`] : []),
  ]);
}

export const leadsQuery = (search: LeadSearch, me: string) =>
  infiniteQueryOptions({
    queryKey: [...LEADS, "list", search, me] as const,
    queryFn: ({ signal, pageParam }) =>
      ask(wire.GET("/v1/leads", { signal, params: { query: { q: search.q, filter: filterOf(search, me) || undefined, sort: "-created_at", limit: 50, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const leadQuery = (id: string) => queryOptions({ queryKey: [...LEADS, id] as const, queryFn: ({ signal }) => ask(wire.GET("/v1/leads/{id}", { signal, params: { path: { id } } })) });

export const leadHistoryQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...LEADS, id, "history"] as const,
    queryFn: ({ signal, pageParam }) => ask(wire.GET("/v1/leads/{id}/history", { signal, params: { path: { id }, query: { limit: 50, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const qualificationQuery = (id: string, pipeline: string) =>
  queryOptions({
    queryKey: [...LEADS, id, "qualification", pipeline] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/leads/{id}/qualification", { signal, params: { path: { id }, query: { pipeline } } })),
  });

export const turnQuery = (id: string) => queryOptions({ queryKey: [...LEADS, id, "turn"] as const, queryFn: ({ signal }) => ask(wire.GET("/v1/leads/{id}/turn", { signal, params: { path: { id } } })), gcTime: 0 });

/** The lead that a deal came from, if one did and the caller sees it. */
export const leadOfDealQuery = (deal: string) =>
  queryOptions({
    queryKey: [...LEADS, "of", deal] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/leads", { signal, params: { query: { filter: `lead.deal == ${quoted(deal)}`, limit: 1 } } }))).data[0] ?? null,
  });

export const contactsQuery = (account: string) =>
  queryOptions({
    queryKey: ["contacts", account] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/contacts", { signal, params: { query: { filter: `contact.account == ${quoted(account)}`, sort: "name", limit: 200 } } }))).data,
  });

export async function changeLead({ id, version }: Lead, body: LeadPatch): Promise<void> {
  const after = await ask(wire.PATCH("/v1/leads/{id}", { params: { path: { id }, header: { "If-Match": match(version) } }, body, headers: { "Content-Type": "application/merge-patch+json" } }));
  client.setQueryData(leadQuery(id).queryKey, after);
  await refreshWork();
}
