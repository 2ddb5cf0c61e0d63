import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { refreshWork } from "../work/queries";

export type Policy = Reading<"/v1/policies/{id}">;
export type PolicyDraft = Sending<"/v1/policies", "post">;
export type Level = NonNullable<PolicyDraft["steps"]>[number];
export type Approver = NonNullable<Level["approvers"]>[number];

export function draftOf({ key, name, says, when, steps, watches, answer_days, holds_days, off }: Policy): PolicyDraft {
  return { key, name, says, when, steps, watches, answer_days, holds_days, off };
}

/** Makes a policy, or changes one: what the draft leaves out is cleared. */
export async function savePolicy(kept: Policy | undefined, draft: PolicyDraft, key: string): Promise<Policy> {
  const { when = null, watches = null, answer_days = null, holds_days = null, says, ...rest } = draft;
  const patch = { ...rest, when, watches, answer_days, holds_days, says: { id: null, ...says } };
  const after = kept
    ? await ask(wire.PATCH("/v1/policies/{id}", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } }, body: patch as never, headers: { "Content-Type": "application/merge-patch+json" } }))
    : await ask(wire.POST("/v1/policies", { params: { header: { "Idempotency-Key": key } }, body: draft }));
  await refreshWork();
  return after;
}
