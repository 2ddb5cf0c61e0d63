import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import { allOf, quoted } from "../frame/expression";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { heightOf, rowsOf, sayCell, totalsOf, type Row } from "./answer";
import { daysBefore, yearBefore } from "./calendar";
import { CompanyCoverage } from "./Coverage";
import { useQuarters } from "./Quarter";
import { conversionQuery, coverageQuery, exploreQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section } from "./Sheet";
import { useAsked } from "./useAsked";
import { behind, dealsOf } from "./vocabulary";

/** What may be wrong with an open deal, as a sentence that is true of those of which it is. */
const FINDINGS = {
  overdue: 'deal.next_step_state == "overdue"',
  nostep: 'deal.next_step_state == ""',
  past: 'deal.close_date != "" && deal.close_date < today()',
  nodate: 'deal.close_date == ""',
  novalue: "deal.value == 0.0",
  stalled: 'deal.stalled == "stalled"',
  idle: "deal.idle_days > 30.0",
  pushed: "deal.pushes >= 3.0",
} as const;
type Finding = keyof typeof FINDINGS;

const OPEN = 'deal.outcome == "open"';
const MOST = 8;
const RECENT = 90;

/** One page that says where a hand is needed: what to tidy, whether it is enough, what stands still, leaks or hangs on a few. */
export function Health() {
  const { t, period } = useText();
  const { asked } = useAsked();
  const { present } = useQuarters();
  const coverage = useQuery(coverageQuery({ asked, days: { period: present } }));
  return (
    <ReportPage title={t("report.health")}>
      <Section title={t("health.coverage", { period: period(present) })}>
        <Answered query={coverage}>
          {(report) => {
            const company = rowsOf(report).find((row) => row.get("level") === "company");
            return company && <CompanyCoverage row={company} quarter={present} />;
          }}
        </Answered>
      </Section>
      <Findings />
      <div className="grid gap-10 lg:grid-cols-2">
        <Largest dimension="account" title={t("health.accounts")} note={t("health.accounts.note")} measure="value" />
        <Largest dimension="owner" title={t("health.stalled")} note={t("health.stalled.note")} measure="stalled" />
      </div>
      <Leaks />
    </ReportPage>
  );
}

/** What to tidy: how many, of what value, and who has most of it. */
function Findings() {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const findings = Object.keys(FINDINGS) as Finding[];
  const whose = (finding: Finding) => allOf([asked.filter ?? "", OPEN, FINDINGS[finding]]);
  const answers = useQueries({ queries: findings.map((finding) => exploreQuery({ ...asked, filter: whose(finding) }, { measures: ["count", "value"], group_by: ["owner"] })) });
  const failed = answers.find(({ isError }) => isError);
  if (failed) return <Answered query={failed}>{() => null}</Answered>;
  return (
    <Section title={t("health.findings")} note={t("health.findings.note")}>
      <div className="overflow-x-auto" role="region" aria-label={t("health.findings")} tabIndex={0}>
        <table className="num w-full text-left">
          <thead className="text-sm text-ink-2">
            <tr className="border-b border-line-strong">
              {(["health.finding", "measure.count", "measure.value", "health.who"] as const).map((key, index) => (
                <th key={key} scope="col" className={`py-1.5 font-medium ${index === 1 || index === 2 ? "pl-4 text-right" : index === 3 ? "pl-8" : ""}`}>
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {findings.map((finding, index) => {
              const report = answers[index]?.data;
              const total = report && totalsOf(report);
              const most = report && [...rowsOf(report)].sort((a, b) => Number(b.get("count")) - Number(a.get("count"))).slice(0, 3);
              return (
                <tr key={finding} className="border-b border-line hover:bg-hover">
                  <th scope="row" className="py-1.5 font-normal">
                    <Link to="/deals" search={behind(asked, FINDINGS[finding], "open")} className="underline-offset-4 hover:underline">
                      {t(`health.finding.${finding}` as Key)}
                    </Link>
                  </th>
                  <td className="py-1.5 pl-4 text-right font-medium">{total ? sayCell(text, "count", total.get("count")) : "…"}</td>
                  <td className="py-1.5 pl-4 text-right" title={total && sayCell(text, "money", total.get("value"))}>
                    {total && sayCell(text, "money", total.get("value"), { short: true })}
                  </td>
                  <td className="py-1.5 pl-8">
                    <ul className="flex flex-wrap gap-x-4">
                      {most?.map((row) => (
                        <li key={String(row.get("owner"))}>
                          <Link
                            to="/deals"
                            search={behind(asked, allOf([FINDINGS[finding], `deal.owner == ${quoted(String(row.get("owner") ?? ""))}`]), "open")}
                            className="underline-offset-4 hover:underline"
                          >
                            {String(row.get("owner_name") ?? t("card.unowned"))}
                          </Link>{" "}
                          <span className="text-ink-2">{sayCell(text, "count", row.get("count"))}</span>
                        </li>
                      ))}
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

/** The few groups that most of it hangs on. */
function Largest({ dimension, title, note, measure }: { dimension: "account" | "owner"; title: string; note: string; measure: "value" | "stalled" }) {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const query = useQuery(exploreQuery({ ...asked, filter: allOf([asked.filter ?? "", OPEN]) }, { measures: [measure], group_by: [dimension] }));
  return (
    <Answered query={query}>
      {(report) => {
        const type = report.columns.find(({ name }) => name === measure)?.type;
        const rows = [...rowsOf(report)].sort((a, b) => (heightOf(b.get(measure)) ?? 0) - (heightOf(a.get(measure)) ?? 0)).slice(0, MOST);
        const key = (row: Row) => (row.get(dimension) ?? null) as string | null;
        const nameOf = (row: Row) => String(row.get(`${dimension}_name`) ?? t("group.none"));
        const total = sayCell(text, type, totalsOf(report).get(measure), { short: true });
        return (
          <Chart
            title={title}
            note={`${note} ${t("health.of", { total })}`}
            twin={{ head: [t(`dimension.${dimension}`), t(`measure.${measure}`)], rows: rows.map((row) => ({ key: String(key(row)), cells: [nameOf(row), sayCell(text, type, row.get(measure))] })) }}
          >
            <Bars
              bars={rows.map((row) => ({
                key: String(key(row)),
                label: nameOf(row),
                value: heightOf(row.get(measure)) ?? 0,
                text: sayCell(text, type, row.get(measure), { short: true }),
                tone: measure === "stalled" ? "lost" : undefined,
                deals: dealsOf(asked, [{ dimension, key: key(row) }], measure),
              }))}
            />
          </Chart>
        );
      }}
    </Answered>
  );
}

/** Where deals leak now, beside the year before. */
function Leaks() {
  const text = useText();
  const { t } = text;
  const { asked } = useAsked();
  const last = asked.as_of ?? text.today;
  const recent = daysBefore(last, RECENT);
  const now = useQuery(conversionQuery({ asked, days: { from: recent, to: last } }));
  const before = useQuery(conversionQuery({ asked, days: { from: yearBefore(recent), to: recent } })).data;
  return (
    <Answered query={now}>
      {(report) => {
        const rows = rowsOf(report);
        const past = (row: Row) => before && rowsOf(before).find((each) => each.get("stage") === row.get("stage"))?.get("progress_rate");
        return (
          <Chart
            title={t("health.leaks")}
            note={t("health.leaks.note")}
            twin={{
              head: [t("dimension.stage"), t("health.leaks.now"), t("health.leaks.before")],
              rows: rows.map((row) => ({ key: String(row.get("stage")), cells: [String(row.get("stage_name")), sayCell(text, "share", row.get("progress_rate")), sayCell(text, "share", past(row))] })),
            }}
          >
            <Bars
              most={1}
              bars={rows.map((row) => ({
                key: String(row.get("stage")),
                label: String(row.get("stage_name")),
                value: heightOf(row.get("progress_rate")) ?? 0,
                text: sayCell(text, "share", row.get("progress_rate")),
                note: t("health.leaks.was", { share: sayCell(text, "share", past(row)) }),
                against: heightOf(past(row)) ?? undefined,
                deals: behind(asked, row.get("deals")),
              }))}
            />
          </Chart>
        );
      }}
    </Answered>
  );
}
