import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { client, whole } from "../wire/queries";

export type Qualification = Reading<"/v1/qualifications/{id}">;
export type QualificationDraft = Sending<"/v1/qualifications", "post">;
export type Asked = NonNullable<QualificationDraft["criteria"]>[number];

const QUALIFICATIONS = "qualifications";

export const qualificationsQuery = queryOptions({
  queryKey: [QUALIFICATIONS] as const,
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/qualifications", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** Makes what a pipeline, or every one, asks of leads, or changes it. Leads are judged anew. */
export async function saveQualification(kept: Qualification | undefined, draft: QualificationDraft, key: string): Promise<Qualification> {
  const { criteria, off } = draft;
  const after = kept
    ? await ask(wire.PATCH("/v1/qualifications/{id}", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } }, body: { criteria, off } as never, headers: { "Content-Type": "application/merge-patch+json" } }))
    : await ask(wire.POST("/v1/qualifications", { params: { header: { "Idempotency-Key": key } }, body: draft }));
  await Promise.all([QUALIFICATIONS, "leads"].map((of) => client.invalidateQueries({ queryKey: [of] })));
  return after;
}
