import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useInfiniteQuery } from "@tanstack/react-query";
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { ChevronsLeft } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { overlay, pending } from "../actions/pending";
import { flatten } from "../live/apply";
import { dragging } from "../live/intake";
import { StageMark } from "../parts/controls";
import { useStore } from "../parts/store";
import { useText } from "../text/useText";
import type { Deal, Stage } from "../wire/client";
import { asProblem } from "../wire/problem";
import { columnQuery, type Question, type StageTotals } from "../wire/queries";
import { Card } from "./Card";
import { collapsed, focused, PITCH, scrolls, toggleCollapsed } from "./layout";

/** What the board's keys need to know of a column. */
export type ColumnHandle = {
  deals: Deal[];
  scroll: () => number;
  reveal: (row: number) => void;
};

type Props = {
  question: Question;
  stage: Stage;
  index: number;
  totals: StageTotals | undefined;
  movable: boolean;
  /** The whole board is empty, and says so itself. */
  bare: boolean;
  tabStop: string | null;
  onMenu: (deal: Deal, anchor: HTMLElement) => void;
  register: (stage: string, handle: ColumnHandle | null) => void;
};

const AHEAD = 12; // rows from the end of what is loaded at which the next page is asked for

export function Column(props: Props) {
  const { stage } = props;
  const folded = useStore(collapsed, (stages) => stages.has(stage.id));
  const [over, setOver] = useState(false);
  const target = useRef<HTMLElement>(null);
  useEffect(
    () =>
      dropTargetForElements({
        element: target.current!,
        canDrop: ({ source }) => source.data.type === "card",
        getData: () => ({ stage: stage.id }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
    [stage.id],
  );
  return (
    <section
      ref={target}
      aria-label={stage.name}
      data-stage={stage.id}
      className={`flex h-full shrink-0 flex-col rounded-pop px-1.5 pt-1 max-md:snap-center ${folded ? "w-11" : "w-71 max-md:w-[calc(100vw-32px)]"} ${over ? "bg-accent-soft outline-2 -outline-offset-2 outline-accent" : ""}`}
    >
      {folded ? <Folded {...props} /> : <Open {...props} />}
    </section>
  );
}

function Folded({ stage, index, totals }: Props) {
  const { t, whole } = useText();
  return (
    <button
      type="button"
      aria-label={t("board.expand", { stage: stage.name })}
      data-tip={t("board.expand", { stage: stage.name })}
      onClick={() => toggleCollapsed(stage.id)}
      className="flex h-full w-8 flex-col items-center gap-2 rounded-card py-2 hover:bg-hover"
    >
      <StageMark index={index} />
      <span className="font-semibold [writing-mode:vertical-rl]">{stage.name}</span>
      <span className="num text-sm text-ink-2 [writing-mode:vertical-rl]">{totals ? whole(totals.count) : "–"}</span>
    </button>
  );
}

function Header({ stage, index, totals }: Props) {
  const { t, short, full, whole, percent } = useText();
  const p = totals?.probability;
  const chance = p
    ? t("board.probability", {
        p: percent(p.p),
        low: percent(p.low),
        high: percent(p.high),
        n: whole(p.n),
        source: p.source === "score" || p.source === "override" || p.source === "benchmark" ? t(`source.${p.source}`) : t("source.stage"),
      })
    : "";
  return (
    <header className="group/head px-0.5 pt-1.5 pb-2">
      <div className="flex items-center gap-2">
        <StageMark index={index} />
        <h2 className="truncate font-semibold">{stage.name}</h2>
        <span className="num text-ink-2" data-count>
          {totals ? whole(totals.count) : "–"}
        </span>
        <span className="flex-1" />
        <button
          type="button"
          aria-label={t("board.collapse", { stage: stage.name })}
          onClick={() => toggleCollapsed(stage.id)}
          className="-my-1 grid size-6 place-items-center rounded-ctl text-ink-3 opacity-0 group-hover/head:opacity-100 hover:bg-hover focus-visible:opacity-100"
        >
          <ChevronsLeft size={14} aria-hidden />
        </button>
        {totals && totals.stalled > 0 && <span className="num text-sm whitespace-nowrap text-lost">{t("board.stalled", { n: whole(totals.stalled) })}</span>}
      </div>
      <p className="num truncate text-sm text-ink-2">
        <span className="font-medium text-ink" data-tip={full(totals?.value)}>
          {short(totals?.value)}
        </span>
        <span aria-hidden> · </span>
        <span data-tip={[full(totals?.weighted), totals?.weighed && t(`weighed.${totals.weighed}`), chance].filter(Boolean).join("\n")}>{t("board.weighted", { amount: short(totals?.weighted) })}</span>
      </p>
    </header>
  );
}

function Open(props: Props) {
  const { question, stage, totals, movable, bare, tabStop, onMenu, register } = props;
  const { t } = useText();
  const query = useInfiniteQuery(columnQuery(question, stage.id));
  const expected = useStore(pending);
  const deals = useMemo(() => overlay(flatten(query.data), stage.id, expected), [query.data, stage.id, expected]);
  const scroller = useRef<HTMLDivElement>(null);
  const memory = `${question.pipeline} ${stage.id}`;

  // The held and the focused card stay in the page wherever the column is
  // scrolled to: a drag dies with its element, and so does the focus.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const rows = defaultRangeExtractor(range);
      for (const id of [dragging.get(), focused.get()]) {
        const row = id ? deals.findIndex((deal) => deal.id === id) : -1;
        if (row >= 0 && !rows.includes(row)) rows.push(row);
      }
      return rows.sort((a, b) => a - b);
    },
    [deals],
  );
  const virtual = useVirtualizer({
    count: deals.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => PITCH,
    overscan: 3,
    initialOffset: () => scrolls.get(memory) ?? 0,
    getItemKey: (row) => deals[row]!.id,
    rangeExtractor,
    onChange: ({ scrollElement, scrollOffset }) => {
      // It reports the end of scrolling even after its element is gone: then there is nothing to remember.
      if (scrollElement?.isConnected && scrollOffset !== null) scrolls.set(memory, scrollOffset);
    },
  });
  const rows = virtual.getVirtualItems();

  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  const end = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError && end + AHEAD >= deals.length) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, end, deals.length, fetchNextPage]);

  useLayoutEffect(() => {
    register(stage.id, {
      deals,
      scroll: () => scroller.current?.scrollTop ?? 0,
      reveal: (row) => virtual.scrollToIndex(row, { align: "auto" }),
    });
    return () => register(stage.id, null);
  }, [register, stage.id, deals, virtual]);

  useEffect(() => autoScrollForElements({ element: scroller.current! }), []);

  return (
    <>
      <Header {...props} />
      {/* Focus goes to the cards inside; the box itself is reached by scrolling. */}
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [contain:strict] [scrollbar-width:thin]">
        {query.isError && deals.length === 0 && (
          <div role="alert" className="flex flex-col items-start gap-1 p-2 text-sm text-ink-2">
            {asProblem(query.error).code === "network" ? t("error.offline") : query.error.message}
            <button type="button" className="h-6 font-medium text-accent-ink" onClick={() => void query.refetch()}>
              {t("toast.retry")}
            </button>
          </div>
        )}
        {query.isSuccess && deals.length === 0 && !bare && <p className="p-2 text-sm text-ink-3">{t("board.empty")}</p>}
        {query.isPending && <p className="p-2 text-sm text-ink-3">{t("board.loading")}</p>}
        {deals.length > 0 && (
          <ul aria-label={stage.name} className="relative" style={{ height: virtual.getTotalSize() }}>
            {rows.map((row) => (
              <li
                key={row.key}
                aria-setsize={totals?.count ?? -1}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <Card deal={deals[row.index]!} movable={movable} tabStop={deals[row.index]!.id === tabStop} onMenu={onMenu} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
