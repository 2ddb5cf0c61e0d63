import { accept } from "../live/cache";
import { idempotencyKey } from "../parts/idempotency";
import { createStore } from "../parts/store";
import { dropToast, showToast } from "../parts/toasts";
import { preferences } from "../frame/preferences";
import { say, type Key, type Params } from "../text/say";
import { ask, match, wire, type Deal, type DealPatch } from "../wire/client";
import { asProblem, type Problem } from "../wire/problem";
import type { paths } from "../wire/schema";
import { client, pipelinesQuery } from "../wire/queries";
import { expect, settle } from "./pending";

type Category = NonNullable<paths["/v1/deals/{id}/category"]["post"]["requestBody"]>["content"]["application/json"]["category"];

/** What somebody wants done with a deal. */
export type Intent =
  | { kind: "move"; to: string }
  | { kind: "win" }
  | { kind: "lose"; reason: string; note?: string }
  | { kind: "reopen"; to?: string; reason: string }
  | { kind: "close-date"; close_date: string }
  | { kind: "transfer"; to: string }
  | { kind: "override"; p: number; reason: string }
  | { kind: "restore" }
  | { kind: "category"; category: Category; reason: string }
  | { kind: "patch"; patch: DealPatch };

/** What a dialog is open about. One at a time, for the whole workspace. */
export type Question =
  | { kind: "lose"; deal: Deal }
  | { kind: "reopen"; deal: Deal }
  | { kind: "blocked"; deal: Deal; intent: Intent; problem: Problem }
  | { kind: "stale"; deal: Deal; intent: Intent; problem: Problem; now: Deal }
  | { kind: "new"; pipeline: string; stage?: string }
  | { kind: "help" };

export const question = createStore<Question | null>(null);

type Undo = { toast: number; run: () => void };
const undos: Undo[] = [];
const UNDO_DEPTH = 20;

const tell = (key: Key, params?: Params) => say(preferences.get().lang, key, params);
export const titleOf = (deal: Deal) => deal.account_name || deal.name;

export function stageName(deal: Deal, stage: string): string {
  const pipelines = client.getQueryData(pipelinesQuery.queryKey) ?? [];
  return pipelines.find(({ id }) => id === deal.pipeline)?.stages.find(({ id }) => id === stage)?.name ?? deal.stage_name;
}

function send(deal: Deal, intent: Intent, key: string, override?: string): Promise<Deal> {
  const path = { id: deal.id };
  const post = { path, header: { "If-Match": match(deal.version), "Idempotency-Key": key } };
  switch (intent.kind) {
    case "move":
      return ask(wire.POST("/v1/deals/{id}/move", { params: post, body: { to: intent.to, override } }));
    case "win":
      return ask(wire.POST("/v1/deals/{id}/win", { params: post, body: { override } }));
    case "lose":
      return ask(wire.POST("/v1/deals/{id}/lose", { params: post, body: { reason: intent.reason, note: intent.note || undefined } }));
    case "reopen":
      return ask(wire.POST("/v1/deals/{id}/reopen", { params: post, body: { to: intent.to, reason: intent.reason, override } }));
    case "close-date":
      return ask(wire.POST("/v1/deals/{id}/close-date", { params: post, body: { close_date: intent.close_date } }));
    case "transfer":
      return ask(wire.POST("/v1/deals/{id}/transfer", { params: post, body: { to: intent.to } }));
    case "override":
      return ask(wire.PUT("/v1/deals/{id}/probability", { params: { path, header: { "If-Match": match(deal.version) } }, body: { p: intent.p, reason: intent.reason } }));
    case "restore":
      return ask(wire.DELETE("/v1/deals/{id}/probability", { params: { path, header: { "If-Match": match(deal.version) } } }));
    case "category":
      return ask(wire.POST("/v1/deals/{id}/category", { params: post, body: { category: intent.category, reason: intent.reason || undefined } }));
    case "patch":
      return ask(
        wire.PATCH("/v1/deals/{id}", {
          params: { path, header: { "If-Match": match(deal.version) } },
          body: intent.patch,
          headers: { "Content-Type": "application/merge-patch+json" },
        }),
      );
  }
}

/** Where the card is shown while the server thinks; undefined when it stays. */
function destination(deal: Deal, intent: Intent): string | null | undefined {
  switch (intent.kind) {
    case "move":
      return intent.to;
    case "win":
    case "lose":
      return null;
    case "reopen":
      return intent.to ?? deal.stage;
    default:
      return undefined;
  }
}

type Manner = {
  undoing?: boolean;
  key?: string;
  /** Why it is done although the deal does not meet what its pipeline asks for. */
  override?: string;
};

/**
 * Does it: shown at once, sent, and then either confirmed with a way to undo
 * it, or put back in its exact place with the reason in words. It never
 * rejects: by the time it resolves the person has been told. True when done.
 */
export async function act(deal: Deal, intent: Intent, manner: Manner = {}): Promise<boolean> {
  if (intent.kind === "move" && intent.to === deal.stage) return false;
  const key = manner.key ?? idempotencyKey();
  const to = destination(deal, intent);
  if (to !== undefined) expect(deal, to);
  try {
    const after = await send(deal, intent, key, manner.override);
    accept(after);
    settle(deal.id);
    confirm(deal, after, intent, manner);
    return true;
  } catch (error) {
    settle(deal.id);
    await explain(deal, intent, asProblem(error), { ...manner, key });
    return false;
  }
}

/** For a field being edited: the same write, but its problem belongs beside the field. A conflict still asks. */
export async function edit(deal: Deal, intent: Intent): Promise<Problem | null> {
  try {
    accept(await send(deal, intent, idempotencyKey()));
    return null;
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status !== 412) return problem;
    await explain(deal, intent, problem, {});
    return null;
  }
}

function confirm(before: Deal, after: Deal, intent: Intent, { undoing }: Manner): void {
  const title = titleOf(before);
  if (undoing) {
    showToast({ text: tell("toast.undone", { deal: title, stage: after.stage_name }) });
    return;
  }
  const back = inverse(before, intent);
  if (!back) return;
  const text =
    intent.kind === "win"
      ? tell("toast.won", { deal: title })
      : intent.kind === "lose"
        ? tell("toast.lost", { deal: title })
        : tell("toast.moved", { deal: title, stage: after.stage_name });
  const run = () => {
    const at = undos.indexOf(undo);
    if (at >= 0) undos.splice(at, 1);
    dropToast(undo.toast); // what is undone cannot be undone again
    void act(after, back, { undoing: true });
  };
  const undo: Undo = { run, toast: showToast({ text, action: { label: tell("toast.undo"), run } }) };
  undos.push(undo);
  if (undos.length > UNDO_DEPTH) undos.shift();
}

/** What takes it back: a new event of its own, since the ledger forgets nothing. */
function inverse(before: Deal, intent: Intent): Intent | null {
  switch (intent.kind) {
    case "move":
      return { kind: "move", to: before.stage };
    case "win":
    case "lose":
      return { kind: "reopen", to: before.stage, reason: tell("undo.reason") };
    default:
      return null;
  }
}

export function undoLast(): void {
  const undo = undos.at(-1);
  if (undo) undo.run();
  else showToast({ text: tell("toast.nothing") });
}

async function explain(deal: Deal, intent: Intent, problem: Problem, manner: Manner): Promise<void> {
  if (problem.status === 412) {
    const now = await ask(wire.GET("/v1/deals/{id}", { params: { path: { id: deal.id } } })).catch(() => null);
    if (now) {
      accept(now);
      question.set({ kind: "stale", deal, intent, problem, now });
      return;
    }
  }
  if (problem.passing || problem.status === 412) {
    // The same key: if the first try did reach the server, this one changes nothing more.
    showToast({
      text: problem.code === "network" ? tell("error.network", { deal: titleOf(deal) }) : tell("error.unknown", { deal: titleOf(deal), why: problem.message }),
      action: { label: tell("toast.retry"), run: () => void act(deal, intent, manner) },
    });
    return;
  }
  question.set({ kind: "blocked", deal, intent, problem });
}
