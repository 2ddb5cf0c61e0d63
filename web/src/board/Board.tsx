import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { act, question as dialog } from "../actions/act";
import { Bar, Filter, FilterChips, PipelineMenu, SortMenu, useRefine } from "../frame/TopBar";
import { useQuestion } from "../frame/useQuestion";
import { dragging, shownBoard } from "../live/intake";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { useStore } from "../parts/store";
import { Trouble } from "../parts/trouble";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";
import { members } from "../views/kept";
import { totalsQuery, type Question } from "../wire/queries";
import { CardMenu, type MenuFor } from "./CardMenu";
import { Column, type ColumnHandle } from "./Column";
import { Edges } from "./Edges";
import { focused, scrolls } from "./layout";
import { useBoardKeys } from "./useBoardKeys";
import { Zones } from "./Zones";

const ViewMenu = lazy(() => import("../views/ViewMenu"));
const Peek = lazy(() => import("../deal/Peek"));
const FirstPipeline = lazy(() => import("./FirstPipeline"));

export function Board() {
  const { question, pipeline, pipelines } = useQuestion();
  const { q, owner, sort } = useSearch({ from: "/inside/" });
  useEffect(() => {
    document.title = pipeline ? `${pipeline.name} · Arus` : "Arus";
  }, [pipeline]);
  if (!pipeline) {
    return (
      <>
        <Bar />
        <Suspense>
          <FirstPipeline />
        </Suspense>
      </>
    );
  }
  return (
    <>
      <Bar pipeline={pipeline.id}>
        <PipelineMenu pipelines={pipelines} pipeline={pipeline} />
        <Filter />
        <SortMenu />
        <Suspense>
          <ViewMenu page="board" question={members({ pipeline: pipeline.id, q, owner, sort })} />
        </Suspense>
      </Bar>
      <FilterChips />
      {/* Another pipeline is another board: nothing of the old one may linger. */}
      <Stages key={pipeline.id} question={question} pipeline={pipeline} />
    </>
  );
}

function Stages({ question, pipeline }: { question: Question; pipeline: Pipeline }) {
  const { t } = useText();
  const navigate = useNavigate();
  const refine = useRefine();
  const { peek } = useSearch({ from: "/inside/" });
  const totals = useQuery(totalsQuery(question));
  const columns = useRef(new Map<string, ColumnHandle>());
  const scroller = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<MenuFor | null>(null);
  const [first, setFirst] = useState<string | null>(null);
  const kept = useStore(focused);
  const readOnly = Boolean(question.as_of);
  const bare = totals.data !== undefined && pipeline.stages.every(({ id }) => !totals.data.get(id)?.count);

  const register = useCallback(
    (stage: string, handle: ColumnHandle | null) => {
      if (handle) columns.current.set(stage, handle);
      else columns.current.delete(stage);
      // One card is the way in for the Tab key: the focused one, or the first there is.
      const shown = pipeline.stages.flatMap(({ id }) => columns.current.get(id)?.deals ?? []);
      setFirst(shown.some(({ id }) => id === focused.get()) ? focused.get() : (shown[0]?.id ?? null));
    },
    [pipeline],
  );
  const tabStop = kept && [...columns.current.values()].some(({ deals }) => deals.some(({ id }) => id === kept)) ? kept : first;

  const open = useCallback(
    (deal: Deal) => void navigate({ to: "/deals/$id", params: { id: deal.id }, search: (now) => ({ as_of: now.as_of }) }),
    [navigate],
  );
  const look = useCallback((deal: Deal | null) => refine({ peek: deal?.id }), [refine]);
  const onMenu = useCallback((deal: Deal, anchor: HTMLElement) => setMenu({ deal, anchor }), []);
  const onKeyDown = useBoardKeys({ columns: columns.current, pipeline, readOnly, open, peek: look });

  useShownBoard(question);
  useDrops();
  useWayBack(pipeline.id, scroller);

  const onClick = (event: React.MouseEvent) => {
    const target = event.target as Element;
    const id = target.closest("button") ? undefined : target.closest<HTMLElement>("[data-card]")?.dataset.card;
    const deal = id ? find(columns.current, id) : undefined;
    if (deal) open(deal);
  };

  return (
    <>
      {totals.isError && <Trouble error={totals.error} className="px-4 pt-2" />}
      <div className="relative flex min-h-0 flex-1">
        <div
          ref={scroller}
          role="region"
          aria-label={t("board.title")}
          tabIndex={0} // the arrow keys scroll it sideways, as the edges do for the pointer
          onKeyDown={onKeyDown}
          onClick={onClick}
          className="flex min-h-0 min-w-0 flex-1 gap-1.5 overflow-x-auto px-3 focus-visible:-outline-offset-2 pt-1.5 max-md:snap-x max-md:snap-mandatory"
        >
          <h1 className="sr-only">{pipeline.name}</h1>
          {readOnly && <p className="sr-only">{t("board.dragoff", { why: t("asof.readonly") })}</p>}
          {pipeline.stages.map((stage, index) => (
            <Column
              key={stage.id}
              bare={bare}
              question={question}
              stage={stage}
              index={index}
              totals={totals.data?.get(stage.id)}
              movable={!readOnly}
              tabStop={tabStop}
              onMenu={onMenu}
              register={register}
            />
          ))}
        </div>
        {bare && <Nothing question={question} />}
        <Edges scroller={scroller} stages={pipeline.stages} />
        {peek && (
          <Suspense>
            <Peek id={peek} onClose={() => look(null)} />
          </Suspense>
        )}
        <Zones />
        {menu && <CardMenu open={menu} pipeline={pipeline} readOnly={readOnly} onOpen={open} onPeek={look} onClose={() => setMenu(null)} />}
      </div>
    </>
  );
}

/** No card on the whole board: said once, over the columns, which still take a card that comes. */
function Nothing({ question }: { question: Question }) {
  const { t } = useText();
  const refine = useRefine();
  const filtered = Boolean(question.q || question.owner);
  const clear = <Button onClick={() => refine({ q: undefined, owner: undefined })}>{t("filter.clear")}</Button>;
  const add = (
    <Button tone="primary" onClick={() => dialog.set({ kind: "new", pipeline: question.pipeline })}>
      {t("new.title")}
    </Button>
  );
  return (
    <div className="pointer-events-none absolute inset-x-0 top-1/4 grid justify-center">
      <Empty className="pointer-events-auto" action={filtered ? clear : question.as_of ? undefined : add}>
        {t(filtered ? "filter.none" : "list.none.open")}
      </Empty>
    </div>
  );
}

export function find(columns: ReadonlyMap<string, ColumnHandle>, id: string): Deal | undefined {
  for (const { deals } of columns.values()) {
    const deal = deals.find((candidate) => candidate.id === id);
    if (deal) return deal;
  }
  return undefined;
}

/** Tells the live stream which cards are worth fetching. */
function useShownBoard(question: Question) {
  useEffect(() => {
    shownBoard.set(question);
    return () => shownBoard.set(null);
  }, [question]);
}

function useDrops() {
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => source.data.type === "card",
        onDragStart: ({ source }) => dragging.set((source.data.deal as Deal).id),
        onDrop: ({ source, location }) => {
          const deal = source.data.deal as Deal;
          const target = location.current.dropTargets[0]?.data;
          // First the expectation, then the hand opens: between them the stream must not move the card.
          if (target?.outcome === "won") void act(deal, { kind: "win" });
          else if (target?.outcome === "lost") dialog.set({ kind: "lose", deal });
          else if (typeof target?.stage === "string") void act(deal, { kind: "move", to: target.stage });
          dragging.set(null);
        },
      }),
    [],
  );
}

/** Coming back finds the board as it was left: scrolled there, and the same card in focus. */
function useWayBack(pipeline: string, scroller: React.RefObject<HTMLDivElement | null>) {
  useEffect(() => autoScrollForElements({ element: scroller.current! }), [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current!;
    element.scrollLeft = scrolls.get(pipeline) ?? 0;
    const frame = requestAnimationFrame(() => {
      const id = focused.get();
      if (id && document.activeElement === document.body) {
        element.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
      }
    });
    return () => {
      cancelAnimationFrame(frame);
      scrolls.set(pipeline, element.scrollLeft);
    };
  }, [pipeline, scroller]);
}
