import { useQuery } from "@tanstack/react-query";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import { Interval } from "../charts/Interval";
import { allOf } from "../frame/expression";
import { Empty } from "../parts/empty";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { heightOf, rowsOf, sayCell, type Row, type Sheet as Table } from "./answer";
import { PeriodMenu, useDays } from "./Period";
import { behavioursQuery, exploreQuery, sourcesQuery, winlossQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section, Sheet } from "./Sheet";
import { useAsked, useGroupName } from "./useAsked";
import { behind, dealsOf, within } from "./vocabulary";

/** What differs between deals that were won and lost, which sources bring most, and why deals are lost. Never why they are won. */
export function WinLoss() {
  const { t } = useText();
  const { asked } = useAsked();
  const days = useDays();
  const factors = useQuery(winlossQuery({ asked, days }));
  const behaviours = useQuery(behavioursQuery({ asked, days }));
  return (
    <ReportPage title={t("report.winloss")} bar={<PeriodMenu />}>
      <Answered query={factors}>{(report) => <Traits title={t("winloss.factors")} note={t("winloss.factors.note")} sheet={report} />}</Answered>
      <Answered query={behaviours}>{(report) => <Traits title={t("winloss.behaviours")} note={t("winloss.behaviours.note")} sheet={report} />}</Answered>
      <Sources />
      <LostReasons />
    </ReportPage>
  );
}

const TONES: Record<string, string> = { goes_with_wins: "text-won", goes_with_losses: "text-lost" };

/** What can be told first, by how large the difference is; what is too little to tell last. */
function Traits({ title, note, sheet }: { title: string; note: string; sheet: Table }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const days = useDays();
  const closed = within(days, "closed");
  const verdict = sheet.columns.findIndex(({ name }) => name === "verdict");
  const lift = sheet.columns.findIndex(({ name }) => name === "lift");
  const rank = (cells: readonly unknown[] | null) => ["goes_with_wins", "goes_with_losses", "no_signal", "too_few"].indexOf(String(cells?.[verdict]));
  const size = (cells: readonly unknown[] | null) => Math.abs(Math.log(Number(cells?.[lift]) || 1));
  const rows = [...sheet.rows].sort((a, b) => rank(a) - rank(b) || size(b) - size(a)).slice(0, 30);
  // A chance, and read as one: 0.03 rounded like a number of days would be nought.
  const columns = sheet.columns.map((column) => (column.name === "q" ? { ...column, type: "share" as const } : column));
  const word = (family: string, name: unknown) => (isKey(`${family}.${String(name)}`) ? t(`${family}.${String(name)}` as Key) : String(name));
  if (rows.length === 0) return <Empty>{t("filter.none")}</Empty>;
  return (
    <Section title={title} note={note}>
      <Sheet
        title={title}
        sheet={{ rows, columns }}
        first={t("winloss.trait")}
        nameOf={(row) => (
          <>
            {row.get("factor") === "behaviour" ? word("behaviour", row.get("value")) : `${word("dimension", row.get("factor"))}: ${String(row.get("value_name"))}`}{" "}
            <span className={`text-sm whitespace-nowrap ${TONES[String(row.get("verdict"))] ?? "text-ink-3"}`}>{word("verdict", row.get("verdict"))}</span>
          </>
        )}
        columns={["deals_n", "won", "win_rate", "win_rate_without", "lift", "q"]}
        deals={(row, column) =>
          row.get("deals") && closed !== null && (column === "deals_n" || column === "won" || column === "win_rate")
            ? behind(asked, allOf([String(row.get("deals")), closed]), column === "won" ? "won" : "any")
            : undefined
        }
        extra={{
          head: t("winloss.interval"),
          cell: (row) => <Interval low={heightOf(row.get("low")) ?? 0} high={heightOf(row.get("high")) ?? 0} at={heightOf(row.get("win_rate")) ?? 0} against={heightOf(row.get("win_rate_without"))} />,
        }}
      />
    </Section>
  );
}

function Sources() {
  const { t } = useText();
  const { asked } = useAsked();
  const days = useDays();
  const nameOf = useGroupName();
  const created = within(days, "created");
  const query = useQuery(sourcesQuery({ asked, days }));
  return (
    <Answered query={query}>
      {(report) => (
        <Section title={t("winloss.sources")} note={t("winloss.sources.note")}>
          <Sheet
            short
            title={t("winloss.sources")}
            sheet={report}
            first={t("dimension.source")}
            nameOf={(row) => nameOf("source", (row.get("source") ?? null) as string | null, null)}
            columns={["created", "open", "won", "lost", "win_rate", "won_value", "mean_won_value", "value_per_created"]}
            deals={(row, column) => {
              const outcome = column === "open" || column === "won" || column === "lost" ? column : column === "won_value" ? "won" : column === "created" ? "any" : null;
              return outcome && created !== null ? behind(asked, allOf([String(row.get("deals") ?? ""), created]), outcome) : undefined;
            }}
            extra={{
              head: t("winloss.interval"),
              cell: (row) => row.get("win_rate") !== null && <Interval low={heightOf(row.get("low")) ?? 0} high={heightOf(row.get("high")) ?? 0} at={heightOf(row.get("win_rate")) ?? 0} against={null} />,
            }}
          />
        </Section>
      )}
    </Answered>
  );
}

function LostReasons() {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const days = useDays();
  const nameOf = useGroupName();
  const closed = within(days, "closed") ?? "";
  const narrowed = { ...asked, filter: allOf([asked.filter ?? "", closed]) };
  const query = useQuery(exploreQuery({ ...narrowed, filter: allOf([narrowed.filter, 'deal.outcome == "lost"']) }, { measures: ["lost", "lost_value"], group_by: ["lost_reason"] }));
  return (
    <Answered query={query}>
      {(report) => {
        const rows = [...rowsOf(report)].sort((a, b) => Number(b.get("lost")) - Number(a.get("lost")));
        const key = (row: Row) => (row.get("lost_reason") ?? null) as string | null;
        const said = (row: Row) => nameOf("lost_reason", key(row), null);
        const value = (row: Row) => sayCell(text, "money", row.get("lost_value"), { short: true });
        return (
          <Chart
            title={t("winloss.reasons")}
            twin={{ head: [t("dimension.lost_reason"), t("measure.lost"), t("measure.lost_value")], rows: rows.map((row) => ({ key: key(row) ?? "", cells: [said(row), sayCell(text, "count", row.get("lost")), sayCell(text, "money", row.get("lost_value"))] })) }}
          >
            <Bars bars={rows.map((row) => ({ key: key(row) ?? "", label: said(row), value: Number(row.get("lost")), text: sayCell(text, "count", row.get("lost")), note: value(row), tone: "lost" as const, deals: dealsOf(narrowed, [{ dimension: "lost_reason", key: key(row) }], "lost") }))} />
          </Chart>
        );
      }}
    </Answered>
  );
}
