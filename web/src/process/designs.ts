import { queryOptions } from "@tanstack/react-query";
import type { paths } from "../wire/schema";
import { ask, wire, type NewPipeline, type Reading, type Sending } from "../wire/client";

export type Definition = NewPipeline;
export type StageDef = NonNullable<Definition["stages"]>[number];
export type CriterionDef = NonNullable<StageDef["entry"]>[number];
export type Kept = Reading<"/v1/pipelines/{id}">;
export type Finding = Reading<"/v1/pipelines/{id}/lint">["data"][number];
export type Version = Reading<"/v1/pipelines/{id}/versions">["data"][number];
export type Template = Reading<"/v1/pipelines/templates">["data"][number];
type Tried = NonNullable<paths["/v1/pipelines/{id}/try"]["post"]["responses"][200]["content"]["application/json"]>;
export type Effect = Tried["data"][number];
export type Plan = Reading<"/v1/pipelines/{id}/plans">["data"][number];
export type Redefinition = Sending<"/v1/pipelines/{id}/redefine", "post">;

export const definitionQuery = (id: string) =>
  queryOptions({ queryKey: ["pipelines", id] as const, queryFn: ({ signal }) => ask(wire.GET("/v1/pipelines/{id}", { signal, params: { path: { id } } })) });

export const versionsQuery = (id: string) =>
  queryOptions({ queryKey: ["pipelines", id, "versions"] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/pipelines/{id}/versions", { signal, params: { path: { id } } }))).data });

/** Changes that wait for their day, and those that did. */
export const plansQuery = (id: string) =>
  queryOptions({ queryKey: ["pipelines", id, "plans"] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/pipelines/{id}/plans", { signal, params: { path: { id } } }))).data });

/** What the linter says of what is saved, which knows how deals flow. */
export const lintQuery = (id: string) =>
  queryOptions({ queryKey: ["pipelines", id, "lint"] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/pipelines/{id}/lint", { signal, params: { path: { id } } }))).data });

/** And of a draft, which it reads as it stands. */
export const draftLintQuery = (draft: Definition) =>
  queryOptions({ queryKey: ["lint", draft] as const, queryFn: async ({ signal }) => (await ask(wire.POST("/v1/pipelines/lint", { signal, body: draft }))).data, gcTime: 0 });

export const templatesQuery = (lang: string) =>
  queryOptions({ queryKey: ["templates", lang] as const, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/pipelines/templates", { signal }))).data });

/** What a change would do to the deals that are there, stage by stage. */
export const tryQuery = (id: string, body: Redefinition) =>
  queryOptions({ queryKey: ["pipelines", id, "try", body] as const, queryFn: ({ signal }) => ask(wire.POST("/v1/pipelines/{id}/try", { signal, params: { path: { id } }, body })), gcTime: 0, retry: false });
