import { pending } from "../actions/pending";
import { createStore } from "../parts/store";
import { ask, wire } from "../wire/client";
import { client, filterOf, type Question } from "../wire/queries";
import { applyToBoard, isEcho, isNews, refreshTotals, reloadAll, sameQuestion } from "./cache";
import type { LiveEvent } from "./stream";

/** The board on screen, if one is: only what is shown is fetched. */
export const shownBoard = createStore<Question | null>(null);

/** True while a card is in the hand: nothing may move under it. */
export const dragging = createStore<string | null>(null);

/** Who changed a card just now, for its flash. */
export const flashes = createStore<ReadonlyMap<string, string>>(new Map());

const FLASH_MS = 4000;
/** One question fits one address line; more than a few of them is a new board. */
const IDS_PER_QUESTION = 80;
const TOO_MANY = 400;

type Change = { by: string; version: number };
const waiting = new Map<string, Change>(); // by deal: its last change
let busy = false;
let scheduled = false;

export function receive(event: LiveEvent): void {
  const kind = event.type.split(".")[0];
  noticesSoon();
  if (kind === "deal") {
    waiting.set(event.subject, { by: event.actorname, version: event.version });
    schedule();
  } else if (kind === "pipeline" || kind === "user" || kind === "team" || kind === "view" || kind === "rule") {
    void client.invalidateQueries({ queryKey: [`${kind}s`] });
    reloadSoon();
  } else if (kind === "lead" || kind === "task" || kind === "approval" || kind === "policy" || kind === "playbook") {
    void client.invalidateQueries({ queryKey: ["work"] });
  } else if (kind === "route" || kind === "absence") {
    void client.invalidateQueries({ queryKey: [`${kind}s`] });
  } else if (kind === "import" || event.type === "account.changed") {
    reloadSoon();
  }
}

/** Rules act after what happens, and to tell somebody is no event. */
const AFTERWARDS_MS = 1500;
let noticesTimer: ReturnType<typeof setTimeout> | undefined;
function noticesSoon(): void {
  noticesTimer ??= setTimeout(() => {
    noticesTimer = undefined;
    void client.invalidateQueries({ queryKey: ["notices"] });
  }, AFTERWARDS_MS);
}

let reloadTimer: ReturnType<typeof setTimeout> | undefined;
function reloadSoon(): void {
  clearTimeout(reloadTimer);
  reloadTimer = setTimeout(reset, 500);
}

export function reset(): void {
  waiting.clear();
  if (dragging.get()) {
    // Loading anew would move cards under the hand; the drop asks again.
    owed = true;
    return;
  }
  owed = false;
  reloadAll();
}
let owed = false;

/** Batches per frame: a hundred events in one frame are one question and one drawing. */
function schedule(): void {
  if (scheduled || busy || dragging.get()) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    void flush();
  });
}

dragging.subscribe(() => {
  if (dragging.get()) return;
  if (owed) reset();
  else if (waiting.size > 0) schedule();
});
pending.subscribe(() => {
  if (waiting.size > 0) schedule();
});

async function flush(): Promise<void> {
  if (busy || dragging.get()) return;
  if (waiting.size > TOO_MANY) return reset();
  for (const [id, { version }] of waiting) if (isEcho(id, version)) waiting.delete(id);
  const batch = new Map([...waiting].filter(([id]) => !pending.get().has(id)).slice(0, IDS_PER_QUESTION));
  if (batch.size === 0) return;
  for (const id of batch.keys()) waiting.delete(id);
  busy = true;
  try {
    await load(batch);
  } catch {
    reset(); // whatever went wrong, a whole reload is right
  } finally {
    busy = false;
    if (waiting.size > 0) schedule();
  }
}

async function load(batch: ReadonlyMap<string, Change>): Promise<void> {
  refreshTotals();
  void client.invalidateQueries({ queryKey: ["list"] });
  void client.invalidateQueries({ queryKey: ["work"] });
  for (const id of batch.keys()) {
    void client.invalidateQueries({ queryKey: ["deal", id, ""] });
    void client.invalidateQueries({ queryKey: ["history", id] });
    void client.invalidateQueries({ queryKey: ["criteria", id] });
  }
  const board = shownBoard.get();
  void client.invalidateQueries({
    queryKey: ["column"],
    refetchType: "none",
    predicate: ({ queryKey }) => !sameQuestion(queryKey[1] as Question, board),
  });
  if (!board || board.as_of) return;
  const ids = [...batch.keys()];
  const { data } = await ask(
    wire.GET("/v1/deals", { params: { query: { ...filterOf(board), outcome: "open", ids: ids.join(","), limit: ids.length } } }),
  );
  const late = ids.filter((id) => dragging.get() || pending.get().has(id));
  for (const id of late) waiting.set(id, batch.get(id)!);
  const settled = (id: string) => !late.includes(id);
  const fresh = data.filter((deal) => settled(deal.id));
  const present = new Set(data.map(({ id }) => id));
  const news = fresh.filter(isNews).map(({ id }) => id);
  applyToBoard(board, fresh, ids.filter((id) => settled(id) && !present.has(id)));
  flash(news, batch);
}

function flash(ids: readonly string[], changes: ReadonlyMap<string, Change>): void {
  if (ids.length === 0) return;
  flashes.set((now) => new Map([...now, ...ids.map((id) => [id, changes.get(id)?.by ?? ""] as const)]));
  setTimeout(() => {
    flashes.set((now) => new Map([...now].filter(([id]) => !ids.includes(id))));
  }, FLASH_MS);
}
