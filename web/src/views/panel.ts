import { queryOptions } from "@tanstack/react-query";
import type { Sheet } from "../reports/answer";
import { withText } from "../reports/queries";
import { ask, wire, type BridgeReport, type Report, type ReportQuery } from "../wire/client";
import type { Kept, Panel } from "./views";

/** The reports of a panel that answer a table by the parameters of their name. */
const TABLES = ["pipeline", "funnel", "winrate", "velocity", "ageing", "stalled", "conversion", "coverage", "winloss", "behaviours", "sources", "health", "quality"] as const;

/** A table as a panel shows it. Some reports have several: `sheets` by name. */
export type Answer = Report & { sheets: Record<string, Sheet> };

/** What is shown of a panel that names no table of its own. */
const FIRST: Record<string, string> = { velocity: "stages" };

/** A table of an answer, by the name that the panel gives it. */
export function sheetOf(answer: Answer, { report, sheet, form }: Panel): Sheet & { totals?: Report["totals"] } {
  const name = sheet || (form === "figure" ? "" : FIRST[report]);
  return (name && answer.sheets[name]) || answer;
}

/** The answer to a panel's own question, of the day of the page. */
export function panelQuery({ report, question = {} }: Pick<Panel, "report" | "question">, as_of: string | undefined) {
  const asked: Kept = { ...question, ...(as_of && { as_of }) };
  return queryOptions({
    queryKey: ["report", { as_of }, "panel", report, asked] as const,
    queryFn: async ({ signal }): Promise<Answer> => {
      if (report === "query") {
        const { measures, group_by, filter, q, pipeline, owner, compare_to, every, from, currency, value_kind } = asked;
        const body = { measures, group_by, filter: withText(filter, q), pipeline, owner, compare_to, every, from: every && from, currency, value_kind, as_of: asked.as_of } as ReportQuery;
        return withSheets(await ask(wire.POST("/v1/reports/query", { body, signal })));
      }
      const query = parametersOf(asked);
      if (report === "bridge") return ofBridge(await ask(wire.GET("/v1/reports/bridge", { signal, params: { query } })));
      const name = TABLES.find((each) => each === report) ?? "pipeline";
      // All of them take these parameters and answer a table; the types tell them apart by what else they can.
      return withSheets((await ask(wire.GET(`/v1/reports/${name}` as "/v1/reports/velocity", { signal, params: { query } }))) as Report);
    },
  });
}

/** What a named report is asked with: how something is drawn is not its business. */
function parametersOf({ measures: _, sort: _sort, columns: _columns, chart: _chart, limit: _limit, compare_to: _compare, every: _every, ...query }: Kept) {
  return query as { pipeline?: string; owner?: string; filter?: string; q?: string; period?: string; from?: string; as_of?: string };
}

function withSheets(report: Report): Answer {
  const parts: [string, unknown][] = Object.entries(report);
  const sheets = parts.filter((part): part is [string, Sheet] => typeof part[1] === "object" && part[1] !== null && "columns" in part[1] && "rows" in part[1]);
  return { ...report, sheets: Object.fromEntries(sheets) };
}

/** The reasons of a bridge as a table: those that happened. */
function ofBridge(report: BridgeReport): Answer {
  const currency = report.currency ?? "";
  const lines = (report.bridges[0]?.lines ?? []).filter(({ count }) => count > 0);
  return {
    ...report,
    currency,
    columns: [
      { name: "line", type: "text", unit: "" },
      { name: "count", type: "count", unit: "" },
      { name: "value", type: "money", unit: currency },
      { name: "ids", type: "filter", unit: "" },
    ],
    rows: lines.map(({ line, count, value, deals }) => [line, count, value, deals.join(",")]),
    totals: [],
    sheets: {},
  };
}
