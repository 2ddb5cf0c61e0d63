import { createStore } from "../parts/store";
import type { Deal } from "../wire/client";

/** A change that was shown before the server confirmed it. */
export type Pending = {
  deal: Deal;
  /** The stage it is shown in; null when it leaves the board. */
  to: string | null;
};

/**
 * Optimism as a layer over the columns, never written into them: taking the
 * entry away puts the card back in its exact place, however much the columns
 * changed meanwhile.
 */
export const pending = createStore<ReadonlyMap<string, Pending>>(new Map());

export function expect(deal: Deal, to: string | null): void {
  pending.set((now) => new Map(now).set(deal.id, { deal, to }));
}

export function settle(id: string): void {
  pending.set((now) => {
    if (!now.has(id)) return now;
    const after = new Map(now);
    after.delete(id);
    return after;
  });
}

/** A column as it is shown: what the server said, with what we expect laid over it. */
export function overlay(deals: Deal[], stage: string, expected: ReadonlyMap<string, Pending>): Deal[] {
  if (expected.size === 0) return deals;
  const here = deals.filter((deal) => (expected.get(deal.id)?.to ?? (expected.has(deal.id) ? null : stage)) === stage);
  const present = new Set(here.map(({ id }) => id));
  const arriving = [...expected.values()].filter(({ deal, to }) => to === stage && !present.has(deal.id));
  if (arriving.length === 0 && here.length === deals.length) return deals;
  return [...arriving.map(({ deal }) => ({ ...deal, stage })), ...here];
}
