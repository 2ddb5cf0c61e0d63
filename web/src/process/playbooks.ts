import { ask, match, wire, type Reading, type Sending } from "../wire/client";
import { refreshWork } from "../work/queries";

export type Playbook = Reading<"/v1/playbooks/{id}">;
export type PlaybookDraft = Sending<"/v1/playbooks", "post">;
export type PlayStep = NonNullable<PlaybookDraft["steps"]>[number];

export function draftOf({ name, pipeline, steps, off }: Playbook): PlaybookDraft {
  return { name, pipeline, steps, off };
}

export async function savePlaybook(kept: Playbook | undefined, draft: PlaybookDraft, key: string): Promise<Playbook> {
  const after = kept
    ? await ask(wire.PATCH("/v1/playbooks/{id}", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version) } }, body: draft as never, headers: { "Content-Type": "application/merge-patch+json" } }))
    : await ask(wire.POST("/v1/playbooks", { params: { header: { "Idempotency-Key": key } }, body: draft }));
  await refreshWork();
  return after;
}
