import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Chart } from "../charts/Chart";
import { Columns } from "../charts/Columns";
import { ShareBar } from "../charts/ShareBar";
import { ChoiceMenu } from "../parts/menu";
import { Empty } from "../parts/empty";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { heightOf, rowsOf, sayAxis, sayCell, type Row } from "./answer";
import { ageingQuery, stalledQuery, type Basis } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section, Sheet } from "./Sheet";
import { useAsked } from "./useAsked";
import { behind } from "./vocabulary";

/** Which open deals stand still, against the limit of their stage, and how old all of them are. */
export function Stalled() {
  const { t } = useText();
  const { asked } = useAsked();
  const query = useQuery(stalledQuery({ asked }));
  return (
    <ReportPage title={t("report.stalled")}>
      <Answered query={query}>
        {(report) => {
          if (report.rows.length === 0) return <Empty>{t("stalled.empty")}</Empty>;
          const nameOf = (row: Row) => (asked.pipeline ? String(row.get("stage_name")) : `${row.get("stage_name")} · ${row.get("pipeline_name")}`);
          const limitWord = (row: Row) => {
            const key = `stalled.source.${row.get("limit_source")}`;
            return isKey(key) ? t(key as Key) : t("stalled.source.none");
          };
          return (
            <Section title={t("stalled.stages")} note={t("stalled.stages.note")}>
              <Sheet
                short
                title={t("stalled.stages")}
                sheet={report}
                first={t("dimension.stage")}
                nameOf={(row) => (
                  <>
                    {nameOf(row)} <span className="text-sm text-ink-3">{limitWord(row)}</span>
                  </>
                )}
                columns={["open", "warned", "stalled", "stalled_value", "limit_days", "longest_days"]}
                deals={(row, column) =>
                  column === "stalled" || column === "stalled_value" ? behind(asked, row.get("deals"), "open") : column === "longest_days" ? { ...behind(asked, row.get("deals"), "open"), sort: "stage_since" } : undefined
                }
                extra={{ head: t("stalled.share"), cell: (row) => <Standing row={row} /> }}
              />
            </Section>
          );
        }}
      </Answered>
      <Ageing />
    </ReportPage>
  );
}

function Standing({ row }: { row: Row }) {
  const part = (name: string) => heightOf(row.get(name)) ?? 0;
  return (
    <ShareBar
      parts={[
        { key: "stalled", value: part("stalled"), tone: "lost" },
        { key: "warned", value: part("warned"), tone: "warn" },
        { key: "open", value: part("open") - part("warned") - part("stalled"), tone: 1 },
      ]}
    />
  );
}

const BASES = ["age", "stage", "idle"] as const;

function Ageing() {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const [basis, setBasis] = useState<Basis>("age");
  const [measure, setMeasure] = useState<"count" | "value">("count");
  const query = useQuery(ageingQuery({ asked }, basis));
  return (
    <Answered query={query}>
      {(report) => {
        const column = report.columns.find(({ name }) => name === measure)!;
        const rows = rowsOf(report);
        const label = (row: Row) => (row.get("below_days") === null ? t("ageing.from", { from: String(row.get("from_days")) }) : t("ageing.between", { from: String(row.get("from_days")), to: String(Number(row.get("below_days")) - 1) }));
        return (
          <Chart
            title={t("ageing.title")}
            note={t(`ageing.basis.${basis}.note`)}
            action={
              <>
                <Choice value={measure} choices={["count", "value"]} word={(value) => t(`measure.${value}` as Key)} onChoose={setMeasure} />
                <Choice value={basis} choices={BASES} word={(value) => t(`ageing.basis.${value}` as Key)} onChoose={setBasis} />
              </>
            }
            twin={{
              head: [t("ageing.days"), t("measure.count"), t("measure.value")],
              rows: rows.map((row) => ({ key: label(row), cells: [label(row), sayCell(text, "count", row.get("count")), sayCell(text, "money", row.get("value"))] })),
            }}
          >
            <Columns
              title={t("ageing.title")}
              series={[{ key: measure, name: t(`measure.${measure}`) }]}
              say={(value) => sayAxis(text, column.type, column.unit, value)}
              columns={rows.map((row) => ({
                key: String(row.get("from_days")),
                label: label(row),
                cells: [{ value: heightOf(row.get(measure)) ?? 0, text: sayCell(text, column.type, row.get(measure), { short: true }), deals: behind(asked, row.get("deals"), "open") }],
              }))}
            />
          </Chart>
        );
      }}
    </Answered>
  );
}

function Choice<T extends string>({ value, choices, word, onChoose }: { value: T; choices: readonly T[]; word: (value: T) => string; onChoose: (value: T) => void }) {
  return (
    <ChoiceMenu
      label={word(value)}
      icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
      value={value}
      choices={choices.map((choice) => ({ value: choice, label: word(choice) }))}
      onChoose={onChoose}
    />
  );
}
