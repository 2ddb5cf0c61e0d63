import type { Definition, Kept } from "./designs";

// A definition while it is being changed: lists whose parts change places, and what differs in the end.

const MEMBERS = ["name", "currency", "value_kind", "stages", "lost_reasons", "moves"] as const;

export function definitionOf({ name, currency, value_kind, stages, lost_reasons, moves }: Kept): Definition {
  return { name, currency, value_kind, stages, lost_reasons, moves };
}

/** The members that differ, as a merge patch; nothing where none does. */
export function patchOf(before: Definition, after: Definition): Record<string, unknown> | null {
  const differ = MEMBERS.filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null));
  return differ.length === 0 ? null : Object.fromEntries(differ.map((name) => [name, after[name] ?? null]));
}

/** A list with one of its parts in the place of its neighbour. */
export function swapped<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...list];
  const other = at + by;
  if (other < 0 || other >= next.length) return next;
  [next[at], next[other]] = [next[other]!, next[at]!];
  return next;
}

/** A list with one of its parts in the place of its next neighbour of the same kind; the others stay. */
export function swappedAmong<T>(list: readonly T[], at: number, by: -1 | 1, alike: (one: T, other: T) => boolean): T[] {
  const next = [...list];
  for (let other = at + by; other >= 0 && other < next.length; other += by) {
    if (!alike(next[at]!, next[other]!)) continue;
    [next[at], next[other]] = [next[other]!, next[at]!];
    break;
  }
  return next;
}

export function replaced<T>(list: readonly T[], at: number, by: T): T[] {
  return list.map((each, index) => (index === at ? by : each));
}

/** A key that no criterion has yet, from the words that it says. */
export function keyFor(words: string, taken: readonly string[]): string {
  const stem = words.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 40) || "criterion";
  for (let n = 1; ; n++) {
    const key = n === 1 ? stem : `${stem}_${n}`;
    if (!taken.includes(key)) return key;
  }
}

export function keysOf({ stages }: Definition): string[] {
  return (stages ?? []).flatMap(({ entry, exit }) => [...(entry ?? []), ...(exit ?? [])].map(({ key }) => key));
}
