import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { client, whole } from "../wire/queries";

export type View = Reading<"/v1/views/{id}">;
export type NewView = Sending<"/v1/views", "post">;
export type StartPage = Reading<"/v1/views/start">;
export type Kept = NonNullable<NewView["question"]>;
export type Panel = NonNullable<NewView["panels"]>[number];

/** The views that the caller may open, in their order. */
export const viewsQuery = queryOptions({
  queryKey: ["views"] as const,
  queryFn: async ({ signal }) => {
    const all = (await whole((cursor) => ask(wire.GET("/v1/views", { signal, params: { query: { limit: 200, cursor } } })))) as View[];
    return all.sort((a, b) => (a.order ?? 0) - (b.order ?? 0) || a.name.localeCompare(b.name));
  },
});

/** The page that the caller begins with; one that comes with Arus is in the language that is asked for. */
export const startQuery = (lang: string) =>
  queryOptions({ queryKey: ["views", "start", lang] as const, queryFn: ({ signal }) => ask(wire.GET("/v1/views/start", { signal })) });

export async function keep(view: NewView, key: string): Promise<View> {
  const after = await ask(wire.POST("/v1/views", { params: { header: { "Idempotency-Key": key } }, body: view }));
  await reload();
  return after as View;
}

export async function change({ id, version }: Pick<View, "id" | "version">, body: Sending<"/v1/views/{id}", "patch">): Promise<void> {
  await ask(wire.PATCH("/v1/views/{id}", { params: { path: { id }, header: { "If-Match": match(version) } }, body, headers: { "Content-Type": "application/merge-patch+json" } }));
  await reload();
}

export async function drop({ id, version }: Pick<View, "id" | "version">): Promise<void> {
  await ask(wire.DELETE("/v1/views/{id}", { params: { path: { id }, header: { "If-Match": match(version) } } }));
  await reload();
}

/** The facts of a view as they are sent to make it once more. */
export function again({ name, page, owner, role, shared, icon, order, question, panels }: View): NewView {
  return { name, page, owner, role, shared, icon, order, question, panels };
}

const reload = () => client.invalidateQueries({ queryKey: viewsQuery.queryKey });
