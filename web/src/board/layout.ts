import { createStore } from "../parts/store";
import { recall, remember } from "../frame/preferences";

/** A card is 84 px and stands 8 px from the next: known heights need no measuring. */
export const CARD = 84;
export const PITCH = CARD + 8;

/** The card that has, or last had, the focus. Coming back to the board gives it back. */
export const focused = createStore<string | null>(null);

/** Where each column was scrolled to, for the way back from a deal. */
export const scrolls = new Map<string, number>();

/** Stages that one person folded away, remembered on this machine. */
export const collapsed = createStore<ReadonlySet<string>>(new Set(recall("collapsed")?.split(",").filter(Boolean)));

export function toggleCollapsed(stage: string): void {
  collapsed.set((now) => {
    const after = new Set(now);
    if (!after.delete(stage)) after.add(stage);
    remember("collapsed", [...after].join(","));
    return after;
  });
}

/** The row that stands at the same height in the neighbouring column, which is scrolled by its own. */
export function sameHeight(row: number, from: { scroll: number }, to: { scroll: number; rows: number }): number {
  const wanted = Math.round((row * PITCH - from.scroll + to.scroll) / PITCH);
  return Math.max(0, Math.min(to.rows - 1, wanted));
}
