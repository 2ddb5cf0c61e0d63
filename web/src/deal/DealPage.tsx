import { useQuery } from "@tanstack/react-query";
import { useParams, useRouter, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { edit, titleOf } from "../actions/act";
import { pending } from "../actions/pending";
import { takesKeys } from "../frame/keys";
import { Bar } from "../frame/TopBar";
import { Button } from "../parts/controls";
import { useStore } from "../parts/store";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { asProblem } from "../wire/problem";
import { dealQuery, pipelinesQuery } from "../wire/queries";
import { Criteria } from "./Criteria";
import { DealActions } from "./DealActions";
import { InlineEdit } from "./InlineEdit";
import { LineItems } from "./LineItems";
import { Rail } from "./Rail";
import { DealWork } from "../work/DealWork";
import { StagePath } from "./StagePath";
import { Stakeholders } from "./Stakeholders";
import { Timeline } from "./Timeline";

const Merged = lazy(() => import("../merging/Merged"));

export function DealPage() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/deals/$id" });
  const { as_of } = useSearch({ from: "/inside" });
  const query = useQuery(dealQuery(id, as_of));
  const back = useBack();
  useEffect(() => {
    document.title = query.data ? `${titleOf(query.data)} · Arus` : "Arus";
  }, [query.data]);
  return (
    <>
      <Bar pipeline={query.data?.pipeline}>
        <Button onClick={back}>
          <ArrowLeft size={15} aria-hidden />
          {t("deal.back")}
        </Button>
      </Bar>
      {query.data ? (
        <Sheet deal={query.data} asOf={as_of} />
      ) : query.isError ? (
        <p role="alert" className="p-8 text-lost">
          {asProblem(query.error).code === "network" ? t("error.offline") : query.error.message}
        </p>
      ) : (
        <p className="p-8 text-ink-2">{t("board.loading")}</p>
      )}
    </>
  );
}

/** Back is where the person came from, with its scroll and focus; from a bookmark it is the board. */
function useBack() {
  const router = useRouter();
  const back = () => {
    if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: "/" });
  };
  const latest = useRef(back);
  latest.current = back;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !takesKeys(event.target)) latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return back;
}

function Sheet({ deal, asOf }: { deal: Deal; asOf?: string }) {
  const { t, fullDay, dayOf } = useText();
  const pipeline = useQuery(pipelinesQuery).data?.find(({ id }) => id === deal.pipeline);
  const past = Boolean(asOf) || Boolean(deal.merged_into); // it is not to be changed
  const closed = deal.outcome !== "open";
  // The path shows where the deal is going while the server still thinks.
  const going = useStore(pending, (all) => all.get(deal.id)?.to);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever came here by keyboard or voice starts at the top of what they came for.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [deal.id]);
  const shown = going ? { ...deal, stage: going } : deal;
  // On a phone the facts stand between the head and the history, which has no end.
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] max-lg:content-start max-lg:overflow-y-auto lg:grid-cols-[minmax(0,1fr)_340px] lg:grid-rows-[auto_minmax(0,1fr)]">
      <div className="px-8 pt-6 pb-4 max-md:px-4">
        <div className="mx-auto max-w-240">
          <p className="text-sm text-ink-2">{deal.pipeline_name}</p>
          <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
            <div className="min-w-64 flex-1">
              <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight wrap-break-word outline-none">
                {titleOf(deal)}
              </h1>
              {deal.account_name && (
                <div className="text-md text-ink-2">
                  <InlineEdit
                    label={t("deal.name")}
                    shown={deal.name}
                    value={deal.name}
                    pointer="/name"
                    readOnly={past || closed}
                    save={(name) => edit(deal, { kind: "patch", patch: { name } })}
                  />
                </div>
              )}
            </div>
            {!past && <DealActions deal={deal} pipeline={pipeline} />}
          </div>
          {closed && deal.closed_at && (
            <p className={`mt-2 inline-block rounded-ctl px-2 py-0.5 font-medium ${deal.outcome === "won" ? "bg-won-soft text-won" : "bg-lost-soft text-lost"}`}>
              {deal.outcome === "won"
                ? t("deal.won", { day: fullDay(dayOf(deal.closed_at)) })
                : t("deal.lost", { day: fullDay(dayOf(deal.closed_at)), reason: deal.lost_reason ?? "–" })}
            </p>
          )}
          {deal.merged_into && (
            <Suspense>
              <Merged deal={deal} into={deal.merged_into} />
            </Suspense>
          )}
          <div className="mt-4">
            <StagePath deal={shown} pipeline={pipeline} readOnly={past || closed} />
          </div>
        </div>
      </div>
      <aside
        aria-label={t("deal.facts")}
        className="border-line bg-surface px-5 py-6 max-lg:border-y max-md:px-4 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:overflow-y-auto lg:border-l"
      >
        <Rail deal={deal} readOnly={past} />
      </aside>
      <div className="px-8 pt-4 pb-8 max-md:px-4 max-lg:pt-6 lg:overflow-y-auto">
        <div className="mx-auto flex max-w-240 flex-col gap-8">
          {!past && <Criteria deal={deal} />}
          {!past && <DealWork deal={deal} />}
          <LineItems items={deal.line_items} names={deal.product_names} />
          <Stakeholders contacts={deal.contacts} />
          <Timeline deal={deal} asOf={asOf} />
        </div>
      </div>
    </div>
  );
}
