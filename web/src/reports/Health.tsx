import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import type { Tone } from "../charts/mark";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import type { HealthReport } from "../wire/client";
import { heightOf, rowsOf, sayCell, type Row, type Sheet } from "./answer";
import { CompanyCoverage } from "./Coverage";
import { Duplicates } from "./Duplicates";
import { useQuarters } from "./Quarter";
import { healthQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section } from "./Sheet";
import { useAsked } from "./useAsked";
import { behind } from "./vocabulary";

/** Those named for a finding; the others are behind the figure. */
const MOST = 3;

/** One page that says where a hand is needed: what to tidy, whether it is enough, what it hangs on, and where it leaks. */
export function Health() {
  const { t } = useText();
  const { asked } = useAsked();
  const query = useQuery(healthQuery(asked));
  return (
    <ReportPage title={t("report.health")}>
      <Answered query={query}>
        {(page) => (
          <>
            <Enough coverage={page.coverage} />
            <Findings page={page} />
            <div className="grid gap-10 lg:grid-cols-2">
              <Concentration kind="account" sheet={page.concentration} />
              <Concentration kind="owner" sheet={page.concentration} />
            </div>
            <Drops sheet={page.drops} />
            <Duplicates sheet={page.duplicates} />
          </>
        )}
      </Answered>
    </ReportPage>
  );
}

function Enough({ coverage }: { coverage: Sheet }) {
  const { t, period } = useText();
  const { present } = useQuarters();
  const company = rowsOf(coverage).find((row) => row.get("level") === "company");
  if (!company) return null;
  return (
    <Section title={t("health.coverage", { period: period(present) })}>
      <CompanyCoverage row={company} quarter={present} />
    </Section>
  );
}

const MARKS = {
  good: { Icon: CircleCheck, tone: "text-won" },
  warn: { Icon: TriangleAlert, tone: "text-warn" },
  bad: { Icon: CircleAlert, tone: "text-lost" },
} as const;

/** How bad it is, never by colour alone. */
function Status({ row }: { row: Row }) {
  const { t } = useText();
  const status = row.get("status") as keyof typeof MARKS;
  const { Icon, tone } = MARKS[status];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${tone}`}>
      <Icon size={14} aria-hidden />
      {t(`health.status.${status}`)}
    </span>
  );
}

const TONES: Record<string, Tone> = { good: "plain", warn: "warn", bad: "lost" };
const HEADS = [
  { key: "health.finding", className: "" },
  { key: "health.status", className: "pl-4" },
  { key: "measure.count", className: "pl-4 text-right" },
  { key: "health.share", className: "pl-4 text-right" },
  { key: "measure.value", className: "pl-4 text-right" },
  { key: "health.who", className: "pl-8" },
] as const;

/** What to tidy: how many, of what value, and who must act. */
function Findings({ page }: { page: HealthReport }) {
  const text = useText();
  const { t, count } = text;
  const { asked } = useAsked();
  const owners = rowsOf(page.owners);
  return (
    <Section title={t("health.findings")} note={t("health.findings.note")}>
      <div className="overflow-x-auto" role="region" aria-label={t("health.findings")} tabIndex={0}>
        <table className="num w-full text-left">
          <thead className="text-sm text-ink-2">
            <tr className="border-b border-line-strong">
              {HEADS.map(({ key, className }) => (
                <th key={key} scope="col" className={`py-1.5 font-medium ${className}`}>
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rowsOf(page).map((row) => {
              const check = String(row.get("check"));
              const word = `health.check.${check}`;
              const who = owners.filter((owner) => owner.get("check") === check);
              const link = "underline-offset-4 hover:underline";
              return (
                <tr key={check} className="border-b border-line hover:bg-hover">
                  <th scope="row" className="min-w-40 py-1.5 font-normal">
                    {isKey(word) ? t(word as Key) : check}
                  </th>
                  <td className="py-1.5 pl-4">
                    <Status row={row} />
                  </td>
                  <td className="py-1.5 pl-4 text-right font-medium">
                    {row.get("count") ? (
                      <Link to="/deals" search={behind(asked, row.get("deals"))} className={link}>
                        {sayCell(text, "count", row.get("count"))}
                      </Link>
                    ) : (
                      sayCell(text, "count", row.get("count"))
                    )}
                  </td>
                  <td className="py-1.5 pl-4 text-right">{sayCell(text, "share", row.get("share"))}</td>
                  <td className="py-1.5 pl-4 text-right" title={sayCell(text, "money", row.get("value"))}>
                    {sayCell(text, "money", row.get("value"), { short: true })}
                  </td>
                  <td className="min-w-56 py-1.5 pl-8">
                    <ul className="flex flex-wrap gap-x-4">
                      {who.slice(0, MOST).map((owner) => (
                        <li key={String(owner.get("owner"))}>
                          <Link to="/deals" search={behind(asked, owner.get("deals"))} className={link}>
                            {String(owner.get("owner_name") ?? t("card.unowned"))}
                          </Link>{" "}
                          <span className="text-ink-2">{sayCell(text, "count", owner.get("count"))}</span>
                        </li>
                      ))}
                      {who.length > MOST && <li className="text-ink-2">{count("health.others", who.length - MOST)}</li>}
                    </ul>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** The few that much of the open value hangs on. */
function Concentration({ kind, sheet }: { kind: "account" | "owner"; sheet: Sheet }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const rows = rowsOf(sheet).filter((row) => row.get("kind") === kind);
  if (rows.length === 0) return null;
  const money = (row: Row, short = false) => sayCell(text, "money", row.get("value"), { short });
  const share = (row: Row) => sayCell(text, "share", row.get("share"));
  return (
    <Chart
      title={t(`health.hangs.${kind}`)}
      note={t("health.hangs.note")}
      twin={{
        head: [t(`dimension.${kind}`), t("measure.value"), t("health.share"), t("health.status")],
        rows: rows.map((row) => ({ key: String(row.get("id")), cells: [String(row.get("name")), money(row), share(row), <Status key="status" row={row} />] })),
      }}
    >
      <Bars
        bars={rows.map((row) => ({
          key: String(row.get("id")),
          label: String(row.get("name")),
          value: heightOf(row.get("value")) ?? 0,
          text: money(row, true),
          note: share(row),
          tone: TONES[String(row.get("status"))],
          deals: behind(asked, row.get("deals")),
        }))}
      />
    </Chart>
  );
}

/** Where deals leak now, beside the months before. */
function Drops({ sheet }: { sheet: Sheet }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const rows = rowsOf(sheet);
  if (rows.length === 0) return null;
  const share = (row: Row, name: string) => sayCell(text, "share", row.get(name));
  return (
    <Chart
      title={t("health.leaks")}
      note={t("health.leaks.note")}
      twin={{
        head: [t("dimension.stage"), t("health.leaks.now"), t("health.leaks.before"), t("health.status")],
        rows: rows.map((row) => ({
          key: String(row.get("stage")),
          cells: [String(row.get("stage_name")), share(row, "progress_rate"), share(row, "progress_rate_before"), <Status key="status" row={row} />],
        })),
      }}
    >
      <Bars
        most={1}
        bars={rows.map((row) => ({
          key: String(row.get("stage")),
          label: String(row.get("stage_name")),
          value: heightOf(row.get("progress_rate")) ?? 0,
          text: share(row, "progress_rate"),
          note: t(row.get("status") === "bad" ? "health.leaks.fell" : "health.leaks.was", { share: share(row, "progress_rate_before") }),
          tone: TONES[String(row.get("status"))],
          against: heightOf(row.get("progress_rate_before")) ?? undefined,
          deals: behind(asked, row.get("deals")),
        }))}
      />
    </Chart>
  );
}
