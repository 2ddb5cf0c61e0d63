import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Chart } from "../charts/Chart";
import { Funnel } from "../charts/Funnel";
import { ShareBar } from "../charts/ShareBar";
import { ChoiceMenu } from "../parts/menu";
import { useText } from "../text/useText";
import { heightOf, rowsOf, sayCell, type Row } from "./answer";
import { PeriodMenu, useDays } from "./Period";
import { conversionQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section, Sheet } from "./Sheet";
import { useAsked } from "./useAsked";
import { behind } from "./vocabulary";

const WON = "won";

/** How far deals come: from one stage to every later one, between any two, and what became of each visit. */
export function Conversion() {
  const { t } = useText();
  const { asked } = useAsked();
  const days = useDays();
  const query = useQuery(conversionQuery({ asked, days }));
  return (
    <ReportPage title={t("report.conversion")} bar={<PeriodMenu />}>
      <Answered query={query}>
        {(report) => {
          const stages = rowsOf(report);
          const pairs = rowsOf(report.pairs);
          return (
            <>
              <FromStage stages={stages} pairs={pairs} />
              <Pairs stages={stages} pairs={pairs} />
              <Section title={t("conversion.visits")} note={t("conversion.visits.note")}>
                <Sheet
                  title={t("conversion.visits")}
                  sheet={report}
                  first={t("dimension.stage")}
                  nameOf={(row) => String(row.get("stage_name"))}
                  columns={["visits", "forwards", "won", "backwards", "lost", "staying", "progress_rate"]}
                  deals={(row, column) => {
                    const named = column === "visits" ? row.get("deals") : row.get(`deals_${column}`);
                    return named && Number(row.get(column)) > 0 ? behind(asked, named) : undefined;
                  }}
                  extra={{ head: t("conversion.ends"), cell: (row) => <Ends row={row} /> }}
                />
              </Section>
            </>
          );
        }}
      </Answered>
    </ReportPage>
  );
}

/** The deals that entered one stage, and how many of them reached each later one. */
function FromStage({ stages, pairs }: { stages: readonly Row[]; pairs: readonly Row[] }) {
  const text = useText();
  const { t, whole } = text;
  const { asked } = useAsked();
  const [chosen, setChosen] = useState<string | null>(null);
  const from = stages.find((row) => row.get("stage") === chosen) ?? stages[0];
  if (!from) return null;
  const later = pairs.filter((row) => row.get("stage") === from.get("stage"));
  const entered = Number(later[0]?.get("entered") ?? 0);
  const nameOf = (row: Row) => (row.get("to_stage") === WON ? t("outcome.won") : String(row.get("to_stage_name")));
  const rungs = [
    { key: String(from.get("stage")), label: String(from.get("stage_name")), value: entered, text: whole(entered), note: "", deals: behind(asked, later[0]?.get("deals_entered")) },
    ...later.map((row) => ({
      key: String(row.get("to_stage")),
      label: nameOf(row),
      value: heightOf(row.get("reached")) ?? 0,
      text: sayCell(text, "count", row.get("reached")),
      note: t("conversion.rung", { share: sayCell(text, "share", row.get("conversion")), days: sayCell(text, "number", row.get("days_p50")) }),
      tone: row.get("to_stage") === WON ? ("won" as const) : undefined,
      deals: behind(asked, row.get("deals")),
    })),
  ];
  return (
    <Chart
      title={t("conversion.from", { stage: String(from.get("stage_name")) })}
      note={t("conversion.from.note")}
      action={
        <ChoiceMenu
          label={String(from.get("stage_name"))}
          icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
          value={String(from.get("stage"))}
          choices={stages.map((row) => ({ value: String(row.get("stage")), label: String(row.get("stage_name")) }))}
          onChoose={setChosen}
        />
      }
      twin={{
        head: [t("dimension.stage"), t("column.reached"), t("column.conversion"), t("column.days_p50")],
        rows: later.map((row) => ({ key: String(row.get("to_stage")), cells: [nameOf(row), sayCell(text, "count", row.get("reached")), sayCell(text, "share", row.get("conversion")), sayCell(text, "number", row.get("days_p50"))] })),
      }}
    >
      <Funnel rungs={rungs} />
    </Chart>
  );
}

/** Between any two stages: the row is where deals came from, the column what they reached. */
function Pairs({ stages, pairs }: { stages: readonly Row[]; pairs: readonly Row[] }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const targets = [...stages.slice(1).map((row) => ({ key: row.get("stage"), name: String(row.get("stage_name")) })), { key: WON, name: t("outcome.won") }];
  return (
    <Section title={t("conversion.pairs")} note={t("conversion.pairs.note")}>
      <div className="overflow-x-auto" role="region" aria-label={t("conversion.pairs")} tabIndex={0}>
        <table className="num w-full text-left">
          <thead className="text-sm text-ink-2">
            <tr className="border-b border-line-strong">
              <th scope="col" className="py-1.5 font-medium">
                {t("conversion.pairs.from")}
              </th>
              {targets.map(({ key, name }) => (
                <th key={String(key)} scope="col" className="py-1.5 pl-4 text-right font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stages.map((from) => (
              <tr key={String(from.get("stage"))} className="border-b border-line">
                <th scope="row" className="py-1.5 font-normal">
                  {String(from.get("stage_name"))}
                </th>
                {targets.map(({ key }) => {
                  const pair = pairs.find((row) => row.get("stage") === from.get("stage") && row.get("to_stage") === key);
                  return (
                    <td key={String(key)} className={`py-1.5 pl-4 text-right ${key === WON ? "font-medium" : ""}`} title={pair ? t("conversion.pair", { reached: sayCell(text, "count", pair.get("reached")), entered: sayCell(text, "count", pair.get("entered")) }) : undefined}>
                      {pair && pair.get("conversion") !== null ? (
                        <Link to="/deals" search={behind(asked, pair.get("deals"))} className="underline-offset-4 hover:underline">
                          {sayCell(text, "share", pair.get("conversion"))}
                        </Link>
                      ) : (
                        pair && sayCell(text, "share", null)
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** What became of the visits of a stage, side by side; the words stand in the columns before. */
function Ends({ row }: { row: Row }) {
  const part = (name: string) => heightOf(row.get(name)) ?? 0;
  return (
    <ShareBar
      parts={[
        { key: "won", value: part("won"), tone: "won" },
        { key: "forwards", value: part("forwards"), tone: "plain" },
        { key: "staying", value: part("staying"), tone: 1 },
        { key: "backwards", value: part("backwards"), tone: "warn" },
        { key: "elsewhere", value: part("elsewhere"), tone: "muted" },
        { key: "lost", value: part("lost"), tone: "lost" },
      ]}
    />
  );
}
