import { queryOptions } from "@tanstack/react-query";
import { ask, match, wire, type Deal, type Reading, type Sending } from "../wire/client";
import { client, dealKey } from "../wire/queries";

export type Criterion = Reading<"/v1/deals/{id}/criteria">["data"][number];
export type Evidence = Criterion["evidence"][number];
export type NewEvidence = Sending<"/v1/deals/{id}/evidence", "post">;

/** What stands before a deal, from its stage to the end. */
export const criteriaQuery = (deal: string) =>
  queryOptions({
    queryKey: ["criteria", deal] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/deals/{id}/criteria", { signal, params: { path: { id: deal } } }))).data,
  });

/** The newest state of a deal that is known here. */
export function latest(deal: Deal): Deal {
  return client.getQueryData<Deal>(dealKey(deal.id)) ?? deal;
}

export function attach(deal: Deal, evidence: NewEvidence, key: string): Promise<Deal> {
  return ask(wire.POST("/v1/deals/{id}/evidence", { params: { path: { id: deal.id }, header: { "Idempotency-Key": key } }, body: evidence }));
}

/** Evidence with a file. The form says what the file is for. */
export function attachFile(deal: Deal, evidence: NewEvidence, file: File, key: string): Promise<Deal> {
  const form = new FormData();
  for (const [name, value] of Object.entries(evidence)) if (typeof value === "string") form.set(name, value);
  form.set("file", file);
  return ask(
    wire.POST("/v1/deals/{id}/evidence/file", {
      params: { path: { id: deal.id }, header: { "Idempotency-Key": key } },
      body: {},
      bodySerializer: () => form,
    }),
  );
}

export function withdraw(deal: Deal, evidence: string, reason: string): Promise<Deal> {
  return ask(
    wire.DELETE("/v1/deals/{id}/evidence/{evidence}", {
      params: { path: { id: deal.id, evidence }, query: { reason }, header: { "If-Match": match(latest(deal).version) } },
    }),
  );
}
