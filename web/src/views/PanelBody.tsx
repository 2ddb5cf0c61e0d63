import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import type { Deals } from "../charts/mark";
import { NextStepIcon, nextStepWords } from "../board/NextStep";
import { titleOf } from "../actions/act";
import { MOMENT } from "../frame/expression";
import { ALL } from "../frame/search";
import { useQuarters } from "../reports/Quarter";
import { AnswerChart } from "../reports/AnswerChart";
import { heightOf, rowsOf, sayCell, totalsOf, type Row, type Sheet as Table } from "../reports/answer";
import { Answered } from "../reports/ReportPage";
import { Sheet } from "../reports/Sheet";
import { useGroupName } from "../reports/useAsked";
import { behind, dealsOf, type Asked } from "../reports/vocabulary";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { Future } from "../forecast/ForecastPage";
import { forecastQuery } from "../forecast/queries";
import { quarterOf } from "../forecast/period";
import { sessionQuery } from "../wire/queries";
import { panelQuery, sheetOf } from "./panel";
import type { Panel } from "./views";

const ROWS = 10;

/** What a panel shows. Each asks by itself, as whoever looks. */
export function PanelBody({ panel }: { panel: Panel }) {
  if (panel.report === "deals") return <DealsPanel panel={panel} />;
  if (panel.report === "forecast") return <ForecastPanel panel={panel} />;
  if (panel.form === "figure") return <FigurePanel panel={panel} />;
  return panel.form === "chart" ? <ChartPanel panel={panel} /> : <TablePanel panel={panel} />;
}

/** A panel's question in the words of a page: so that its figures open their deals as those of reports do. */
function useAskedBy({ question = {} }: Panel): Asked {
  const { as_of } = useSearch({ strict: false });
  const { pipeline, q, owner, filter } = question;
  return { pipeline: pipeline ?? "", ...(q && { q }), ...(owner && { owner }), ...(filter && { filter }), ...(as_of && { as_of }) };
}

function usePanel(panel: Panel) {
  const { as_of } = useSearch({ strict: false });
  return useQuery(panelQuery(panel, as_of));
}

function FigurePanel({ panel }: { panel: Panel }) {
  const text = useText();
  const asked = useAskedBy(panel);
  const { present } = useQuarters();
  return (
    <Answered query={usePanel(panel)}>
      {(answer) => {
        const sheet = sheetOf(answer, panel);
        const column = sheet.columns.find(({ name }) => name === panel.column) ?? sheet.columns.find(({ type }) => type !== "text");
        if (!column) return <Nothing />;
        const total = sheet.totals ? totalsOf({ columns: sheet.columns, totals: sheet.totals }).get(column.name) : undefined;
        const row = rowsOf(sheet)[0];
        const cell = total ?? row?.get(column.name);
        const said = sayCell(text, column.type, cell, { short: true });
        const full = sayCell(text, column.type, cell);
        const deals = behindFigure(panel, column.name, row, asked, present);
        const shown = column.name === "coverage" && cell != null ? text.t("unit.times", { n: said }) : said;
        return (
          <p className="num text-2xl font-semibold" data-tip={full === said ? undefined : full}>
            {deals ? (
              <Link to="/deals" search={deals} className="underline-offset-4 hover:underline">
                {shown}
              </Link>
            ) : (
              shown
            )}
          </p>
        );
      }}
    </Answered>
  );
}

/** The deals of a figure: as the report says them, or all of its period where it is one of those that ended in it. */
function behindFigure({ report, question }: Panel, column: string, row: Row | undefined, asked: Asked, present: string): Deals | undefined {
  const quarter = question?.period === "this_quarter" ? `deal.closed_quarter == "${present}"` : null;
  if (report === "query") return dealsOf(asked, [], column);
  if (column === "booked") return quarter ? behind(asked, quarter, "won") : undefined;
  if (report === "winrate") return quarter ? behind(asked, `${quarter} && deal.outcome != "open"`) : undefined;
  return typeof row?.get("deals") === "string" ? behind(asked, row.get("deals")) : undefined;
}

/** The name of a row, whichever report it is of: its words where it is one of ours, else what people call it. */
function useRowName(): (sheet: Table, row: Row) => string {
  const { t } = useText();
  const groupName = useGroupName();
  return (sheet, row) => {
    const first = sheet.columns[0]?.name ?? "";
    const value = String(row.get(first) ?? "");
    const word = { check: `health.check.${value}`, line: `bridge.line.${value}` }[first];
    if (word && isKey(word)) return t(word as Key);
    const name = row.get(`${first}_name`) ?? row.get("name") ?? row.get("stage_name");
    return name == null ? groupName(first, (row.get(first) ?? null) as string | null, null) : String(name);
  };
}

function behindRow(asked: Asked, sheet: Table, row: Row): Deals | undefined {
  if (typeof row.get("deals") === "string") return behind(asked, row.get("deals"));
  if (typeof row.get("ids") === "string") return { pipeline: ALL, outcome: "any", ids: String(row.get("ids")), ...(asked.as_of && { as_of: asked.as_of }) };
  const first = sheet.columns[0]?.name;
  if (first !== "stage") return undefined;
  return dealsOf(asked, [{ dimension: asked.pipeline ? "stage" : "canonical_stage", key: (row.get("stage") ?? null) as string | null }], "open");
}

function ChartPanel({ panel }: { panel: Panel }) {
  const text = useText();
  const asked = useAskedBy(panel);
  const nameOf = useRowName();
  const { group_by, every, measures, chart } = panel.question ?? {};
  return (
    <Answered query={usePanel(panel)}>
      {(answer) => {
        if (panel.report === "query") return <AnswerChart title={panel.title} report={answer} groups={[...(every ? [MOMENT] : []), ...(group_by ?? [])]} measures={measures ?? []} asked={asked} chart={chart === "line" ? "lines" : chart === "bar" ? "bars" : undefined} />;
        const sheet = sheetOf(answer, panel);
        const column = sheet.columns.find(({ name }) => name === panel.column) ?? sheet.columns.find(({ type }) => type !== "text");
        if (!column || sheet.rows.length === 0) return <Nothing title={panel.title} />;
        const rows = rowsOf(sheet).slice(0, panel.question?.limit || ROWS);
        const head = `measure.${column.name}`;
        return (
          <Chart
            title={panel.title}
            twin={{ head: ["", isKey(head) ? text.t(head as Key) : column.name], rows: rows.map((row, index) => ({ key: String(index), cells: [nameOf(sheet, row), sayCell(text, column.type, row.get(column.name))] })) }}
          >
            <Bars
              bars={rows.map((row, index) => ({
                key: String(index),
                label: nameOf(sheet, row),
                value: heightOf(row.get(column.name)) ?? 0,
                text: sayCell(text, column.type, row.get(column.name), { short: true }),
                deals: behindRow(asked, sheet, row),
              }))}
            />
          </Chart>
        );
      }}
    </Answered>
  );
}

/** Columns that explain others are left to the report itself. */
const ASIDE = /^(probability|needed_(source|n)|target_source|from_days|below_days|of|ended|ended_before|status|kind|id|level|limit_source|longest_business_days)/;
const FEW = 4;
/** Where the first few columns are not those that one looks for. */
const SHOWN: Record<string, readonly string[]> = {
  coverage: ["target", "booked", "open_value", "coverage"],
  conversion: ["visits", "progress_rate"],
  stalled: ["open", "stalled", "stalled_value", "limit_days"],
  sources: ["created", "won", "win_rate", "won_value"],
};
const HEADS: Record<string, Key> = { check: "health.finding", line: "bridge.reason" };

function TablePanel({ panel }: { panel: Panel }) {
  const { t } = useText();
  const asked = useAskedBy(panel);
  const nameOf = useRowName();
  return (
    <Answered query={usePanel(panel)}>
      {(answer) => {
        const sheet = sheetOf(answer, panel);
        const figures = sheet.columns.filter(({ name, type }) => type !== "text" && type !== "filter" && !ASIDE.test(name)).map(({ name }) => name);
        const shown = panel.question?.columns ?? SHOWN[panel.report] ?? figures.slice(0, FEW);
        const some = { ...sheet, rows: sheet.rows.slice(0, panel.question?.limit || ROWS) };
        if (some.rows.length === 0) return <Nothing />;
        const named = sheet.columns[0]?.name ?? "";
        const first = `dimension.${named}`;
        return (
          <Sheet
            short
            title={panel.title}
            sheet={some}
            first={isKey(first) ? t(first as Key) : t(HEADS[named] ?? "views.name")}
            nameOf={(row) => nameOf(sheet, row)}
            columns={shown}
            deals={(row, column) => (shown.indexOf(column) === 0 || column === "value" ? behindRow(asked, sheet, row) : undefined)}
          />
        );
      }}
    </Answered>
  );
}

function DealsPanel({ panel }: { panel: Panel }) {
  const text = useText();
  const { t, short, full, day } = text;
  const asked = useAskedBy(panel);
  const { pipeline, q, owner, filter, sort, limit } = panel.question ?? {};
  const parameters = { pipeline, q, owner, filter, sort, limit: limit || ROWS, as_of: asked.as_of };
  const query = useQuery({
    queryKey: ["list", { as_of: asked.as_of }, "panel", parameters] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/deals", { signal, params: { query: parameters } })),
  });
  return (
    <Answered query={{ ...query, isPlaceholderData: false }}>
      {({ data, next_cursor }) =>
        data.length === 0 ? (
          <Nothing />
        ) : (
          <div>
            <ul className="divide-y divide-line border-y border-line">
              {data.map((deal) => (
                <li key={deal.id} className="num grid min-h-8.5 grid-cols-[auto_minmax(0,1fr)_auto_auto] items-center gap-3 pointer-coarse:min-h-11">
                  <NextStepIcon step={deal.next_step} words={nextStepWords(text, deal.next_step)} />
                  <Link to="/deals/$id" params={{ id: deal.id }} search={{ as_of: asked.as_of }} className="truncate underline-offset-4 hover:underline">
                    {titleOf(deal)}
                    {deal.account_name && <span className="ml-2 text-ink-2">{deal.name}</span>}
                  </Link>
                  <span className="text-right" title={full(deal.value)}>
                    {short(deal.value)}
                  </span>
                  <span className="w-16 text-right text-sm text-ink-2">{deal.close_date ? day(deal.close_date) : "–"}</span>
                </li>
              ))}
            </ul>
            {next_cursor && (
              <Link to="/deals" search={{ ...behind(asked, null), sort: undefined }} className="mt-1 inline-flex h-7 items-center font-medium text-accent-ink underline-offset-4 hover:underline pointer-coarse:h-11">
                {t("home.all")}
              </Link>
            )}
          </div>
        )
      }
    </Answered>
  );
}

/** The present quarter unless the panel names another one by its own name. */
function ForecastPanel({ panel }: { panel: Panel }) {
  const { today } = useText();
  const { as_of } = useSearch({ strict: false });
  const start = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.fiscal_year_start ?? 1;
  const { period, owner, pipeline } = panel.question ?? {};
  const asked = { owner, pipeline, as_of };
  const named = period && !period.includes("_") ? period : quarterOf(as_of ?? today, start);
  const query = useQuery(forecastQuery(named, asked));
  return <Answered query={query}>{(forecast) => <Future forecast={forecast} asked={asked} teams={[]} />}</Answered>;
}

function Nothing({ title }: { title?: string }) {
  const { t } = useText();
  return (
    <>
      {title && <h2 className="mb-2 font-semibold">{title}</h2>}
      <p className="text-ink-2">{t("home.nothing")}</p>
    </>
  );
}
