import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import type { Tone } from "../charts/mark";
import { Steps } from "../charts/Steps";
import { Empty } from "../parts/empty";
import { useText } from "../text/useText";
import { heightOf, rowsOf, sayCell, type Row } from "./answer";
import { ByMenu, type GroupedBy } from "./By";
import { PeriodMenu, useDays } from "./Period";
import { velocityQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section, Sheet } from "./Sheet";
import { Stats } from "./Stats";
import { useAsked, useGroupName } from "./useAsked";
import { allOf } from "../frame/expression";
import { behind, within } from "./vocabulary";

/** How fast deals move: money per day and what it is made of, days in each stage, and who is faster. */
export function Velocity() {
  const text = useText();
  const { t, count } = text;
  const { asked } = useAsked();
  const days = useDays();
  const query = useQuery(velocityQuery({ asked, days }));
  return (
    <ReportPage title={t("report.velocity")} bar={<PeriodMenu />}>
      <Answered query={query}>
        {(report) => {
          const row = rowsOf(report)[0];
          if (!row) return null;
          const inDays = (name: string) => count("deal.days", Math.round(heightOf(row.get(name)) ?? 0), { n: sayCell(text, "number", row.get(name)) });
          const money = (name: string) => ({ text: sayCell(text, "money", row.get(name), { short: true }), full: sayCell(text, "money", row.get(name)) });
          const stages = rowsOf(report.stages);
          return (
            <>
              <Stats
                stats={[
                  { key: "perday", label: t("column.velocity_per_day"), ...money("velocity_per_day"), note: t("velocity.formula") },
                  { key: "open", label: t("column.open"), text: sayCell(text, "count", row.get("open")), deals: behind(asked, null, "open") },
                  { key: "won", label: t("column.mean_won_value"), ...money("mean_won_value"), note: count("velocity.won", Number(row.get("won") ?? 0)) },
                  { key: "rate", label: t("measure.win_rate"), text: sayCell(text, "share", row.get("win_rate")), note: t("velocity.closed") },
                  { key: "cycle", label: t("velocity.cycle"), text: inDays("cycle_days_mean"), note: t("velocity.cycle.note", { median: inDays("cycle_days_p50"), business: inDays("cycle_business_days_p50") }) },
                ]}
              />
              {stages.some((stage) => Number(stage.get("finished")) > 0) ? (
                <div className="grid gap-10 lg:grid-cols-2">
                  <StageDays stages={stages} />
                  <Curves stages={stages.filter((stage) => Number(stage.get("visits")) > 0)} curves={report.curves} />
                </div>
              ) : (
                <Empty>{t(stages.some((stage) => Number(stage.get("visits")) > 0) ? "velocity.none.left" : "velocity.none")}</Empty>
              )}
              <Section title={t("velocity.visits")} note={t("velocity.visits.note")}>
                <Sheet
                  title={t("velocity.visits")}
                  sheet={report.stages}
                  first={t("dimension.stage")}
                  nameOf={(stage) => String(stage.get("stage_name"))}
                  columns={["visits", "finished", "staying", "days_p25", "days_p50", "days_p80", "days_mean_finished", "progress_rate"]}
                  deals={(stage, column) => (column === "visits" || column === "finished" || column === "staying" ? behind(asked, stage.get("deals")) : undefined)}
                />
              </Section>
            </>
          );
        }}
      </Answered>
      <Groups />
    </ReportPage>
  );
}

function StageDays({ stages }: { stages: readonly Row[] }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const figure = (row: Row, name: string) => sayCell(text, "number", row.get(name));
  return (
    <Chart
      title={t("velocity.stages")}
      note={t("velocity.stages.note")}
      twin={{
        head: [t("dimension.stage"), t("column.days_p50"), t("column.days_mean_finished")],
        rows: stages.map((row) => ({ key: String(row.get("stage")), cells: [String(row.get("stage_name")), figure(row, "days_p50"), figure(row, "days_mean_finished")] })),
      }}
    >
      <Bars
        bars={stages.map((row) => ({
          key: String(row.get("stage")),
          label: String(row.get("stage_name")),
          value: heightOf(row.get("days_p50")) ?? 0,
          text: t("unit.days", { n: figure(row, "days_p50") }),
          against: heightOf(row.get("days_mean_finished")) ?? undefined,
          deals: behind(asked, row.get("deals")),
        }))}
      />
    </Chart>
  );
}

const MOST_CURVES = 6;

function Curves({ stages, curves }: { stages: readonly Row[]; curves: readonly { stage: string; steps: readonly { days: number; there: number }[] }[] }) {
  const text = useText();
  const { t, number, percent } = text;
  const shown = curves.filter(({ stage }) => stages.some((row) => row.get("stage") === stage)).slice(0, MOST_CURVES); // of those that anybody came to
  const nameOf = (stage: string) => String(stages.find((row) => row.get("stage") === stage)?.get("stage_name") ?? stage);
  // Nine of ten have left the slowest stage by the edge; the last few would take the room of all others.
  const most = Math.max(1, ...stages.map((row) => heightOf(row.get("days_p90")) ?? 0));
  return (
    <Chart
      title={t("velocity.curves")}
      note={t("velocity.curves.note")}
      twin={{
        head: [t("dimension.stage"), t("column.days_p25"), t("column.days_p50"), t("column.days_p75"), t("column.days_p90")],
        rows: stages.map((row) => ({
          key: String(row.get("stage")),
          cells: [String(row.get("stage_name")), ...["days_p25", "days_p50", "days_p75", "days_p90"].map((name) => sayCell(text, "number", row.get(name)))],
        })),
      }}
    >
      <Steps
        title={t("velocity.curves")}
        unit={t("velocity.curves.unit")}
        most={most}
        say={(x, y) => t("velocity.curves.at", { days: number(Math.round(x)), share: percent(y) })}
        stairs={shown.map(({ stage, steps }, index) => ({ key: stage, tone: Math.min(index + 1, 6) as Tone, name: nameOf(stage), steps: steps.map(({ days, there }) => ({ x: days, y: there })) }))}
      />
    </Chart>
  );
}

function Groups() {
  const { t } = useText();
  const { asked } = useAsked();
  const days = useDays();
  const nameOf = useGroupName();
  const [by, setBy] = useState<GroupedBy>("owner");
  const query = useQuery(velocityQuery({ asked, days, by }));
  return (
    <Section title={t("velocity.groups")} action={<ByMenu value={by} onChoose={setBy} />}>
      <Answered query={query}>
        {(report) => (
          <Sheet
            short
            title={t("velocity.groups")}
            sheet={report}
            first={t(`dimension.${by}`)}
            nameOf={(row) => nameOf(by, (row.get(by) ?? null) as string | null, (row.get(`${by}_name`) ?? null) as string | null)}
            columns={["open", "won", "lost", "win_rate", "mean_won_value", "cycle_days_p50", "velocity_per_day", "age_days_p50", "idle_days_p50", "untouched"]}
            deals={(row, column) => {
              if (column === "open") return behind(asked, row.get("deals"), "open");
              const closed = within(days, "closed");
              if (closed === null || (column !== "won" && column !== "lost" && column !== "win_rate")) return undefined;
              const filter = allOf([String(row.get("deals") ?? ""), closed, ...(column === "win_rate" ? ['deal.outcome != "open"'] : [])]);
              return behind(asked, filter, column === "win_rate" ? "any" : column);
            }}
          />
        )}
      </Answered>
    </Section>
  );
}
