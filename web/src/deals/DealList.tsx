import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { Bar, Filter, FilterChips, PipelineMenu, SortMenu, useRefine } from "../frame/TopBar";
import { ALL, OUTCOMES, type Outcome } from "../frame/search";
import { useQuestion } from "../frame/useQuestion";
import { flatten } from "../live/apply";
import { Button, StageMark } from "../parts/controls";
import { Empty } from "../parts/empty";
import { ChoiceMenu } from "../parts/menu";
import { Trouble } from "../parts/trouble";
import { question as dialog, titleOf } from "../actions/act";
import { wholeDays } from "../text/format";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";
import { keptList } from "../views/kept";
import { listQuery, type Question } from "../wire/queries";

const ViewMenu = lazy(() => import("../views/ViewMenu"));

const ROW = 34;
/** On a phone a deal takes two lines: who and how much, what and where. */
const PHONE_ROW = 56;
const PHONE = "(max-width: 639px)";
const AHEAD = 20;
const GRID =
  "grid items-center gap-x-4 px-5 max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:content-center sm:grid-cols-[minmax(160px,1.4fr)_minmax(140px,1.2fr)_minmax(120px,0.9fr)_minmax(140px,1fr)_110px_minmax(110px,0.8fr)_80px]";

export function DealList() {
  const { t } = useText();
  const { question, pipeline, pipelines } = useQuestion();
  const { outcome = "open", pipeline: asked, sort } = useSearch({ from: "/inside/deals" });
  const refine = useRefine();
  useEffect(() => {
    document.title = `${t("nav.deals")} · Arus`;
  }, [t]);
  if (!pipeline) {
    return (
      <>
        <Bar />
        <Empty
          heading
          className="flex-1 justify-center"
          action={
            <Link to="/" className="font-medium text-accent-ink underline underline-offset-4">
              {t("pipeline.start")}
            </Link>
          }
        >
          {t("pipeline.none")}
        </Empty>
      </>
    );
  }
  return (
    <>
      <Bar pipeline={pipeline.id}>
        <PipelineMenu pipelines={pipelines} pipeline={pipeline} all={{ chosen: asked === ALL }} />
        <ChoiceMenu
          label={t(`outcome.${outcome}`)}
          icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
          value={outcome}
          choices={([...OUTCOMES, "any"] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
          onChoose={(value) => refine({ outcome: value === "open" ? undefined : value })}
        />
        <Filter />
        <SortMenu />
        <Suspense>
          <ViewMenu page="deals" question={keptList({ ...question, sort }, outcome)} />
        </Suspense>
      </Bar>
      <FilterChips />
      <h1 className="sr-only">
        {t("nav.deals")}: {asked === ALL ? t("pipeline.all") : pipeline.name}
      </h1>
      <Rows key={`${JSON.stringify(question)} ${outcome}`} question={question} outcome={outcome} pipelines={pipelines} />
    </>
  );
}

type Asked = Outcome | "any";

function Rows({ question, outcome, pipelines }: { question: Question; outcome: Asked; pipelines: Pipeline[] }) {
  const { t, full, day, count } = useText();
  const query = useInfiniteQuery(listQuery(question, outcome === "any" ? undefined : outcome));
  const deals = useMemo(() => flatten(query.data), [query.data]);
  const scroller = useRef<HTMLDivElement>(null);
  const phone = useMedia(PHONE);
  const virtual = useVirtualizer({ count: deals.length, getScrollElement: () => scroller.current, estimateSize: () => (phone ? PHONE_ROW : ROW), overscan: 8 });
  useEffect(() => virtual.measure(), [virtual, phone]);
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  const end = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError && end + AHEAD >= deals.length) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, end, deals.length, fetchNextPage]);

  const heads = ["company", "deal", "stage", "amount", "close", "owner", "instage"] as const;
  return (
    <div ref={scroller} tabIndex={0} role="region" aria-label={t("nav.deals")} className="min-h-0 flex-1 overflow-auto">
      <div role="table" aria-label={t("nav.deals")} aria-rowcount={hasNextPage ? -1 : deals.length + 1} className="sm:min-w-240">
        <div role="rowgroup" className="sticky top-0 z-10 border-b border-line-strong bg-bg max-sm:sr-only">
          <div role="row" className={`${GRID} h-8.5 text-sm font-medium text-ink-2`}>
            {heads.map((head) => (
              <span key={head} role="columnheader" className={head === "amount" || head === "instage" ? "text-right" : ""}>
                {t(`list.${head}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => {
            const deal = deals[row.index]!;
            return (
              <div
                key={deal.id}
                role="row"
                aria-rowindex={row.index + 2}
                className={`${GRID} num absolute inset-x-0 top-0 h-8.5 border-b max-sm:h-14 border-line hover:bg-hover`}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <span role="cell" className="truncate font-medium">
                  <Link to="/deals/$id" params={{ id: deal.id }} search={{ as_of: question.as_of }} className="hover:underline">
                    {titleOf(deal)}
                  </Link>
                </span>
                <span role="cell" className="truncate text-ink-2 max-sm:col-start-1 max-sm:row-start-2 max-sm:text-sm">
                  {deal.name}
                </span>
                <span role="cell" className="flex items-center gap-2 truncate max-sm:col-start-2 max-sm:row-start-2 max-sm:justify-end max-sm:text-sm max-sm:text-ink-2">
                  <Standing deal={deal} pipelines={pipelines} />
                </span>
                <span role="cell" className="text-right max-sm:col-start-2 max-sm:row-start-1">
                  {full(deal.value)}
                </span>
                <span role="cell" className="max-sm:hidden">
                  {deal.close_date ? day(deal.close_date) : "–"}
                </span>
                <span role="cell" className="truncate max-sm:hidden">
                  {deal.owner_name || "–"}
                </span>
                <span role="cell" className={`text-right max-sm:hidden ${deal.stalled === "stalled" ? "font-medium text-lost" : deal.stalled === "warn" ? "text-warn" : ""}`}>
                  {t("card.days", { n: wholeDays(deal.days_in_stage) })}
                </span>
              </div>
            );
          })}
        </div>
      </div>
      {query.isPending && <p className="p-5 text-ink-2">{t("board.loading")}</p>}
      {query.isError && <Trouble error={query.error} className="p-5" />}
      {query.isSuccess && deals.length === 0 && <Nothing question={question} outcome={outcome} />}
      <p role="status" className="sr-only">
        {query.isSuccess ? count("board.count", deals.length) : ""}
      </p>
    </div>
  );
}

/** Where a deal stands: its stage, or how it ended. */
function Standing({ deal, pipelines }: { deal: Deal; pipelines: Pipeline[] }) {
  const { t } = useText();
  if (deal.outcome !== "open") return <span className={deal.outcome === "won" ? "text-won" : "text-lost"}>{t(`outcome.${deal.outcome}`)}</span>;
  const stages = pipelines.find(({ id }) => id === deal.pipeline)?.stages ?? [];
  return (
    <>
      <StageMark index={stages.findIndex(({ id }) => id === deal.stage)} />
      {deal.stage_name}
    </>
  );
}

function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => media.matches,
  );
}

function Nothing({ question, outcome }: { question: Question; outcome: Asked }) {
  const { t } = useText();
  const refine = useRefine();
  if (question.q || question.owner || question.filter || question.ids) {
    return <Empty action={<Button onClick={() => refine({ q: undefined, owner: undefined, filter: undefined, ids: undefined })}>{t("filter.clear")}</Button>}>{t("filter.none")}</Empty>;
  }
  if (outcome !== "open") {
    return <Empty action={<Button onClick={() => refine({ outcome: undefined })}>{t("list.showopen")}</Button>}>{t(`list.none.${outcome}`)}</Empty>;
  }
  const add = question.pipeline && (
    <Button tone="primary" onClick={() => dialog.set({ kind: "new", pipeline: question.pipeline })}>
      {t("new.title")}
    </Button>
  );
  return <Empty action={question.as_of ? undefined : add}>{t("list.none.open")}</Empty>;
}
