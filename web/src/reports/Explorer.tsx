import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ChartColumn, ChevronDown, History, Sigma } from "lucide-react";
import { lazy, Suspense } from "react";
import { CHARTS, EVERY, VALUE_KINDS, type Every } from "../frame/search";
import { useRefine } from "../frame/TopBar";
import { barButton, ChoiceMenu, MenuButton } from "../parts/menu";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { keptAnswer } from "../views/kept";
import { AnswerChart } from "./AnswerChart";
import { AnswerTable } from "./AnswerTable";
import { Conditions } from "./Conditions";
import { exploreQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { useAsked } from "./useAsked";
import { isTime, MOMENT } from "../frame/expression";
import { DIMENSIONS, MEASURES } from "./vocabulary";

const ViewMenu = lazy(() => import("../views/ViewMenu"));

const DEFAULT_MEASURES = ["count", "value", "weighted_value"];

/** Any measure by any dimension, of any moment: asked in the address, so that a question can be sent to somebody. */
export function Explorer() {
  const { t, count } = useText();
  const { asked } = useAsked();
  const refine = useRefine();
  const { m, by, chart, every, value_kind, compare_to } = useSearch({ from: "/inside/reports/explore" });
  const known = (names: string | undefined, all: readonly string[]) => names?.split(",").filter((name) => all.includes(name) || name.startsWith("custom."));
  const measures = known(m, MEASURES) ?? DEFAULT_MEASURES;
  const asks = by === "none" ? [] : (known(by, DIMENSIONS) ?? [asked.pipeline ? "stage" : "canonical_stage"]);
  // Time runs along the axis: beside it there is room for one dimension.
  const groups = every ? asks.slice(0, 1) : asks;
  const shown = every ? [MOMENT, ...groups] : groups;
  const times = every && { every, from: EVERY[every] };
  const query = useQuery(exploreQuery(asked, { measures, group_by: groups, value_kind, ...times }));
  return (
    <ReportPage title={t("report.explore")} bar={
        <>
          <Conditions />
          <Suspense>
            <ViewMenu page="explorer" question={keptAnswer({ ...asked, as_of: undefined, compare_to, value_kind, measures, groups, chart, ...times } as Parameters<typeof keptAnswer>[0])} />
          </Suspense>
        </>
      }>
      <div className="-mx-2 -mt-4 flex flex-wrap items-center gap-1 print:hidden">
        <MeasureMenu chosen={measures} />
        <GroupMenu groups={groups} place={0} />
        {groups.length > 0 && !every && <GroupMenu groups={groups} place={1} />}
        <ChoiceMenu
          label={t(every ? `explore.every.${every}` : "explore.every.none")}
          icon={<History size={15} aria-hidden />}
          value={every ?? ""}
          choices={[{ value: "", label: t("explore.every.none") }, ...(Object.keys(EVERY) as Every[]).map((value) => ({ value: value as string, label: t(`explore.every.${value}`) }))]}
          onChoose={(value) => refine({ every: value || undefined, chart: undefined })}
        />
        <ChoiceMenu
          label={t(value_kind ? `kind.${value_kind}` : "explore.kind")}
          value={value_kind ?? ""}
          icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
          choices={[{ value: "", label: t("explore.kind.own") }, ...VALUE_KINDS.map((kind) => ({ value: kind as string, label: t(`kind.${kind}`) }))]}
          onChoose={(kind) => refine({ value_kind: kind || undefined })}
        />
        {shown.length > 0 && (
          <ChoiceMenu
            label={t(`explore.chart.${chart ?? (shown.some(isTime) ? "lines" : "bars")}`)}
            icon={<ChartColumn size={15} aria-hidden />}
            value={chart ?? (shown.some(isTime) ? "lines" : "bars")}
            choices={CHARTS.map((value) => ({ value, label: t(`explore.chart.${value}`) }))}
            onChoose={(value) => refine({ chart: value })}
          />
        )}
      </div>
      <Answered query={query}>
        {(report) => (
          <>
            {chart !== "none" && <AnswerChart report={report} groups={shown} measures={measures} asked={asked} chart={chart} />}
            <AnswerTable report={report} groups={shown} asked={asked} />
            {report.unvalued && value_kind && <p className="text-sm text-ink-2">{count("explore.unvalued", report.unvalued, { kind: t(`kind.${value_kind}`) })}</p>}
            {report.overlapping && <p className="text-sm text-ink-2">{t("explore.overlapping")}</p>}
          </>
        )}
      </Answered>
    </ReportPage>
  );
}

function MeasureMenu({ chosen }: { chosen: readonly string[] }) {
  const { t, count } = useText();
  const refine = useRefine();
  const toggle = (measure: string) => {
    const next = chosen.includes(measure) ? chosen.filter((name) => name !== measure) : MEASURES.filter((name) => name === measure || chosen.includes(name));
    if (next.length > 0) refine({ m: next.join(",") });
  };
  const entries = MEASURES.map((measure) => ({ label: t(`measure.${measure}`), chosen: chosen.includes(measure), run: () => toggle(measure) }));
  return (
    <MenuButton className={barButton} sections={[{ many: true, entries }]}>
      <Sigma size={15} aria-hidden />
      {chosen.length === 1 ? t(`measure.${chosen[0]}` as Key) : count("explore.measures", chosen.length)}
    </MenuButton>
  );
}

function GroupMenu({ groups, place }: { groups: readonly string[]; place: 0 | 1 }) {
  const { t } = useText();
  const refine = useRefine();
  const value = groups[place] ?? "";
  const others = groups.filter((_, index) => index !== place);
  const choose = (dimension: string) => {
    const next = place === 0 ? [dimension, ...(dimension ? others : [])] : [groups[0]!, dimension];
    refine({ by: next.filter(Boolean).join(",") || "none", chart: undefined });
  };
  const name = (dimension: string) => t(`dimension.${dimension}` as Key);
  const word = place === 0 ? "explore.by" : "explore.andby";
  return (
    <ChoiceMenu
      label={value ? t(word, { dimension: name(value) }) : t(place === 0 ? "explore.by.none" : "explore.andby.none")}
      value={value}
      icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
      choices={[
        { value: "", label: t(place === 0 ? "explore.by.none" : "explore.andby.none") },
        ...DIMENSIONS.filter((dimension) => !others.includes(dimension)).map((dimension) => ({ value: dimension as string, label: name(dimension) })),
      ]}
      onChoose={choose}
    />
  );
}
