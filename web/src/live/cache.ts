import { hashKey } from "@tanstack/react-query";
import { client, columnKey, dealKey, type Question } from "../wire/queries";
import type { Deal } from "../wire/client";
import { flatten, take, without, type Column } from "./apply";

/**
 * The newest version seen of each deal, whatever told it: the stream, our own
 * write, a page. An older answer that arrives late changes nothing.
 */
const newest = new Map<string, number>();

export function isNews(deal: Deal): boolean {
  return deal.version > (newest.get(deal.id) ?? known(deal.id)?.version ?? 0);
}

/** True when a version as new as this is shown already: an echo of our own write. */
export function isEcho(id: string, version: number): boolean {
  return version > 0 && version <= (newest.get(id) ?? 0);
}

function known(id: string): Deal | undefined {
  const single = client.getQueryData<Deal>(dealKey(id));
  if (single) return single;
  for (const [, column] of client.getQueriesData<Column>({ queryKey: ["column"] })) {
    const found = flatten(column).find((deal) => deal.id === id);
    if (found) return found;
  }
  return undefined;
}

/** True for two questions that ask the same. The cache's own matching is partial: a board would find its filtered selves too. */
export function sameQuestion(a: Question | null, b: Question | null): boolean {
  return hashKey([a]) === hashKey([b]);
}

function columnsOf(question: Question): { stage: string; column: Column }[] {
  return client
    .getQueriesData<Column>({ queryKey: ["column"], predicate: ({ queryKey }) => sameQuestion(queryKey[1] as Question, question) })
    .flatMap(([key, column]) => (column ? [{ stage: key[2] as string, column }] : []));
}

/** Takes what the server says now about some deals into the columns of one board. */
export function applyToBoard(question: Question, fresh: readonly Deal[], gone: readonly string[]): void {
  for (const { stage, column } of columnsOf(question)) {
    let after = column;
    for (const deal of fresh) {
      if (deal.version >= (newest.get(deal.id) ?? 0)) after = take(after, stage, deal);
    }
    for (const id of gone) after = without(after, id);
    if (after !== column) client.setQueryData(columnKey(question, stage), after);
  }
  for (const deal of fresh) remember(deal);
}

/** Takes the answer of our own write into everything that shows the deal. */
export function accept(deal: Deal): void {
  const questions = new Map<string, Question>();
  for (const [key] of client.getQueriesData<Column>({ queryKey: ["column"] })) {
    const question = key[1] as Question;
    if (!question.as_of) questions.set(hashKey([question]), question);
  }
  for (const question of questions.values()) {
    const held = columnsOf(question).some(({ column }) => flatten(column).some(({ id }) => id === deal.id));
    const lostOwner = question.owner && question.owner !== deal.owner;
    // Only the server can match a text; a board that held the deal may keep it.
    if (lostOwner) applyToBoard(question, [], [deal.id]);
    else if (held || !question.q) applyToBoard(question, [deal], []);
  }
  remember(deal);
  void client.invalidateQueries({ queryKey: ["history", deal.id] });
  void client.invalidateQueries({ queryKey: ["criteria", deal.id] });
  void client.invalidateQueries({ queryKey: ["list"] });
  refreshTotals();
}

function remember(deal: Deal): void {
  if (deal.version < (newest.get(deal.id) ?? 0)) return;
  newest.set(deal.id, deal.version);
  client.setQueryData<Deal>(dealKey(deal.id), (old) => (old && old.version > deal.version ? old : deal));
}

const FIGURES = ["totals", "report"];
const TOTALS_EVERY_MS = 1000;
let totalsTimer: ReturnType<typeof setTimeout> | undefined;
let totalsAt = 0;

/** Asks for the figures again, at most once a second however fast the events come. */
export function refreshTotals(): void {
  if (totalsTimer !== undefined) return;
  const wait = Math.max(0, totalsAt + TOTALS_EVERY_MS - performance.now());
  totalsTimer = setTimeout(() => {
    totalsTimer = undefined;
    totalsAt = performance.now();
    for (const kind of FIGURES) void client.invalidateQueries({ queryKey: [kind], predicate: ({ queryKey }) => !(queryKey[1] as Question).as_of });
  }, wait);
}

/** Everything live is loaded again: the stream could not tell what was missed. */
export function reloadAll(): void {
  newest.clear();
  const live = (key: readonly unknown[]) => !(key[1] as Partial<Question> | undefined)?.as_of;
  for (const kind of ["column", "list", ...FIGURES, "deal", "history", "criteria", "views"]) {
    void client.invalidateQueries({ queryKey: [kind], predicate: ({ queryKey }) => live(queryKey) });
  }
}
