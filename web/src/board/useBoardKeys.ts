import { useCallback, useEffect } from "react";
import { act, question as dialog } from "../actions/act";
import { alone, takesKeys } from "../frame/keys";
import { filterOpen } from "../frame/openings";
import { preferences } from "../frame/preferences";
import { showToast } from "../parts/toasts";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";
import type { ColumnHandle } from "./Column";
import { focused, sameHeight } from "./layout";

type Board = {
  columns: ReadonlyMap<string, ColumnHandle>;
  pipeline: Pipeline;
  readOnly: boolean;
  open: (deal: Deal) => void;
  peek: (deal: Deal | null) => void;
};

/** Focus waits a frame or two for a card that its column has yet to draw. */
function focusCard(id: string, tries = 5): void {
  focused.set(id);
  const card = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
  if (card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (tries > 0) requestAnimationFrame(() => focusCard(id, tries - 1));
}

/** The keys of the board. They act on the focused card, so they are read where it is. */
export function useBoardKeys({ columns, pipeline, readOnly, open, peek }: Board) {
  const { t } = useText();

  useEffect(() => {
    const onSlash = (event: KeyboardEvent) => {
      if (event.key !== "/" || !alone(event) || !preferences.get().singleKeys || takesKeys(event.target)) return;
      event.preventDefault();
      filterOpen.set(true);
    };
    document.addEventListener("keydown", onSlash);
    return () => document.removeEventListener("keydown", onSlash);
  }, []);

  return useCallback(
    (event: React.KeyboardEvent) => {
      const card = (event.target as Element).closest<HTMLElement>("[data-card]");
      // A button inside the card keeps its own Enter and Space.
      if (!card || event.target !== card || !alone(event)) return;
      const order = pipeline.stages.map(({ id }) => id).filter((id) => columns.has(id));
      const at = place(columns, order, card.dataset.card!);
      if (!at) return;
      const { deal, row, column } = at;

      const go = (to: { column: number; row: number }) => {
        const handle = columns.get(order[to.column]!);
        const next = handle?.deals[to.row];
        if (!handle || !next) return;
        handle.reveal(to.row);
        focusCard(next.id);
      };
      const sideways = (step: 1 | -1) => {
        const from = columns.get(order[column]!)!;
        for (let next = column + step; next >= 0 && next < order.length; next += step) {
          const to = columns.get(order[next]!)!;
          if (to.deals.length === 0) continue;
          return go({ column: next, row: sameHeight(row, { scroll: from.scroll() }, { scroll: to.scroll(), rows: to.deals.length }) });
        }
      };
      const move = (step: 1 | -1) => {
        const stages = pipeline.stages.map(({ id }) => id);
        const to = stages[stages.indexOf(deal.stage) + step];
        if (!to) return;
        // The card is drawn anew in its new column, and again where it was if the move fails.
        const follow = () => requestAnimationFrame(() => focusCard(deal.id));
        void act(deal, { kind: "move", to }).then((done) => done || document.activeElement !== document.body || follow());
        follow();
      };
      const write = (run: () => void) => (readOnly ? showToast({ text: t("asof.readonly") }) : run());

      const keys: Record<string, (() => void) | undefined> = event.shiftKey
        ? { ArrowRight: () => write(() => move(1)), ArrowLeft: () => write(() => move(-1)) }
        : {
            ArrowDown: () => go({ column, row: row + 1 }),
            ArrowUp: () => go({ column, row: row - 1 }),
            ArrowRight: () => sideways(1),
            ArrowLeft: () => sideways(-1),
            Home: () => go({ column, row: 0 }),
            Enter: () => open(deal),
            " ": () => peek(deal),
            Escape: () => peek(null),
            ...(preferences.get().singleKeys && {
              w: () => write(() => void act(deal, { kind: "win" })),
              l: () => write(() => dialog.set({ kind: "lose", deal })),
            }),
          };
      const run = keys[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    },
    [columns, pipeline, readOnly, open, peek, t],
  );
}

function place(columns: ReadonlyMap<string, ColumnHandle>, order: string[], id: string) {
  for (const [column, stage] of order.entries()) {
    const row = columns.get(stage)!.deals.findIndex((deal) => deal.id === id);
    if (row >= 0) return { column, row, deal: columns.get(stage)!.deals[row]! };
  }
  return null;
}
