import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { TargetBar } from "../charts/TargetBar";
import { isKey, type Key } from "../text/say";
import { useText, type Text } from "../text/useText";
import { heightOf, rowsOf, sayCell, type Row } from "./answer";
import { QuarterMenu, useQuarters } from "./Quarter";
import { coverageQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section, Sheet } from "./Sheet";
import { Stats } from "./Stats";
import { useAsked } from "./useAsked";
import { behind } from "./vocabulary";

const LEVELS = ["team", "owner"] as const;
const COLUMNS = ["target", "booked", "gap", "open", "open_value", "coverage", "needed_multiple", "deals_needed"];

/** Whether what is open is enough for what is still to be booked: of the company, its teams, everybody. */
export function Coverage() {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const { period } = useSearch({ strict: false });
  const { present } = useQuarters();
  const quarter = period ?? present;
  const query = useQuery(coverageQuery({ asked, days: { period: quarter } }));
  return (
    <ReportPage title={t("report.coverage")} bar={<QuarterMenu />}>
      <Answered query={query}>
        {(report) => {
          const rows = rowsOf(report);
          const company = rows.find((row) => row.get("level") === "company");
          return (
            <>
              {company && <CompanyCoverage row={company} quarter={quarter} />}
              {company?.get("status") === "no_target" && (
                <p className="text-ink-2">
                  {t("coverage.notarget", { period: text.period(quarter) })}{" "}
                  <Link to="/forecast/targets" className="font-medium text-accent-ink underline underline-offset-4">
                    {t("coverage.set")}
                  </Link>
                </p>
              )}
              {LEVELS.map((level) => {
                const at = report.columns.findIndex(({ name }) => name === "level");
                const some = { ...report, rows: report.rows.filter((cells) => cells?.[at] === level) };
                if (some.rows.length === 0) return null;
                const reach = (row: Row) => Math.max((heightOf(row.get("booked")) ?? 0) + (heightOf(row.get("open_value")) ?? 0), heightOf(row.get("target")) ?? 0);
                const most = Math.max(...rowsOf(some).map(reach));
                return (
                  <Section key={level} title={t(`coverage.level.${level}`)} note={t("coverage.bar")}>
                    <Sheet
                      short
                      title={t(`coverage.level.${level}`)}
                      sheet={some}
                      first={t(`dimension.${level}`)}
                      nameOf={(row) => (
                        <>
                          {String(row.get("name"))} <Status text={text} row={row} />
                        </>
                      )}
                      columns={COLUMNS}
                      deals={(row, column) => (column === "open" || column === "open_value" || column === "coverage" ? behind(asked, row.get("deals"), "open") : undefined)}
                      extra={{ head: t("coverage.head"), cell: (row) => <TargetBar had={heightOf(row.get("booked")) ?? 0} open={heightOf(row.get("open_value")) ?? 0} target={heightOf(row.get("target"))} most={most} /> }}
                    />
                  </Section>
                );
              })}
              <p className="text-sm text-ink-2">{t("coverage.how")}</p>
            </>
          );
        }}
      </Answered>
    </ReportPage>
  );
}

const TONES: Record<string, string> = { short: "text-lost", missed: "text-lost", enough: "text-won", covered: "text-won", no_target: "text-ink-3" };

function Status({ text, row }: { text: Text; row: Row }) {
  const status = String(row.get("status"));
  const key = `coverage.status.${status}`;
  return <span className={`text-sm ${TONES[status] ?? ""}`}>{isKey(key) ? text.t(key as Key) : status}</span>;
}

/** The company's own row: its target, what is there, and whether it is enough. */
export function CompanyCoverage({ row, quarter }: { row: Row; quarter: string }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const money = (name: string) => ({ text: sayCell(text, "money", row.get(name), { short: true }), full: sayCell(text, "money", row.get(name)) });
  const times = (name: string) => sayCell(text, "number", row.get(name));
  const source = `coverage.needed.${String(row.get("needed_source"))}`;
  return (
    <Stats
      stats={[
        { key: "target", label: t("coverage.target", { period: text.period(quarter) }), ...money("target") },
        { key: "booked", label: t("column.booked"), ...money("booked"), deals: behind(asked, `deal.closed_quarter == "${quarter}"`, "won") },
        { key: "gap", label: t("column.gap"), ...money("gap") },
        { key: "open", label: t("coverage.open"), ...money("open_value"), deals: behind(asked, row.get("deals"), "open") },
        {
          key: "coverage",
          label: t("column.coverage"),
          text: row.get("coverage") === null ? "–" : t("unit.times", { n: times("coverage") }),
          note: (
            <>
              <Status text={text} row={row} /> {t(isKey(source) ? (source as Key) : "coverage.needed", { n: times("needed_multiple"), deals: sayCell(text, "count", row.get("needed_n")) })}
            </>
          ),
        },
        { key: "deals", label: t("column.deals_needed"), text: sayCell(text, "count", row.get("deals_needed")) },
      ]}
    />
  );
}
