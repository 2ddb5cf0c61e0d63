import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { MOMENT } from "../frame/expression";
import { Empty } from "../parts/empty";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import type { Pipeline, Report } from "../wire/client";
import { heightOf, rowsOf, sayCell, totalsOf, type Column, type Row } from "./answer";
import { inOrder } from "./places";
import { useAsked, useGroupName } from "./useAsked";
import { dealsOf, type Asked, type Group } from "./vocabulary";

const FIRST = 200;

/** The answer as it came: every figure opens the deals that it is of. */
export function AnswerTable({ report, groups, asked }: { report: Report; groups: readonly string[]; asked: Asked }) {
  const { t, whole } = useText();
  const { pipelines } = useAsked();
  const sayGroup = useGroupName();
  const [sort, setSort] = useState<{ name: string; down: boolean } | null>(null);
  const [most, setMost] = useState(FIRST);
  const measures = report.columns.filter(({ name, type }) => type !== "text" && !groups.includes(name));
  const all = rowsOf(report);
  const rows = sort ? sorted(all, sort) : ranked(all, groups, measures[0]?.name ?? "", pipelines);
  const groupsOf = (row: Row): Group[] => groups.map((dimension) => ({ dimension, key: (row.get(dimension) ?? null) as string | null }));
  const nameOf = (row: Row, dimension: string) => sayGroup(dimension, (row.get(dimension) ?? null) as string | null, row.get(`${dimension}_name`) as string | null);
  if (rows.length === 0) return <Empty>{t("filter.none")}</Empty>;
  const head = (name: string, label: string, right: boolean) => {
    const on = sort?.name === name;
    return (
      <th key={name} scope="col" aria-sort={on ? (sort.down ? "descending" : "ascending") : undefined} className={`py-0.5 font-medium ${right ? "pl-4 text-right" : "pr-4"}`}>
        <button type="button" onClick={() => setSort({ name, down: on ? !sort.down : right })} className="inline-flex min-h-7 items-center gap-1 rounded-ctl text-left hover:text-ink pointer-coarse:min-h-11">
          {label}
          {on && (sort.down ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />)}
        </button>
      </th>
    );
  };
  return (
    <div>
      <div className="overflow-x-auto" role="region" aria-label={t("explore.table")} tabIndex={0}>
        <table className="num w-full text-left">
          <thead className="text-sm text-ink-2">
            <tr className="border-b border-line-strong">
              {groups.map((name) => head(name, t(`dimension.${name}` as Key), false))}
              {measures.map(({ name }) => head(name, t(`measure.${name}` as Key), true))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row, index) => (
              <tr key={index} className="border-b border-line hover:bg-hover">
                {groups.map((dimension, at) =>
                  at === 0 ? (
                    <th key={dimension} scope="row" className="py-1.5 pr-4 font-normal">
                      {nameOf(row, dimension)}
                    </th>
                  ) : (
                    <td key={dimension} className="py-1.5 pr-4">
                      {nameOf(row, dimension)}
                    </td>
                  ),
                )}
                {measures.map((column) => (
                  <Figure key={column.name} row={row} column={column} asked={asked} groups={groupsOf(row)} />
                ))}
              </tr>
            ))}
          </tbody>
          {groups.length > 0 && groups[0] !== MOMENT && (
            <tfoot>
              <tr className="border-t border-line-strong font-semibold">
                {groups.map((dimension, at) => (at === 0 ? <th key={dimension} scope="row" className="py-1.5 pr-4">{t("explore.total")}</th> : <td key={dimension} />))}
                {measures.map((column) => (
                  <Figure key={column.name} row={totalsOf(report)} column={column} asked={asked} groups={[]} />
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {report.weighed_by && measures.some(({ name }) => name === "weighted_value") && <p className="mt-2 text-sm text-ink-2">{t(`weighed.${report.weighed_by}`)}.</p>}
      {rows.length > most && (
        <button type="button" onClick={() => setMost((now) => now + FIRST)} className="mt-2 inline-flex min-h-7 items-center rounded-ctl px-2 font-medium text-accent-ink hover:bg-hover print:hidden">
          {t("explore.more", { n: whole(rows.length - most) })}
        </button>
      )}
    </div>
  );
}

function Figure({ row, column, asked, groups }: { row: Row; column: Column; asked: Asked; groups: readonly Group[] }) {
  const text = useText();
  const cell = row.get(column.name);
  const said = sayCell(text, column.type, cell);
  const deals = dealsOf(asked, groups, column.name);
  return (
    <td className="py-1.5 pl-4 text-right whitespace-nowrap">
      {cell === null || cell === undefined || !deals ? (
        said
      ) : (
        <Link to="/deals" search={deals} className="underline-offset-4 hover:underline">
          {said}
        </Link>
      )}
    </td>
  );
}

/** The order in which a chart shows them: by the first dimension, and within it by the next. */
function ranked(rows: readonly Row[], groups: readonly string[], measure: string, pipelines: readonly Pipeline[]): Row[] {
  const ranks = groups.map((dimension) => {
    const sizes = new Map<string | null, number>();
    for (const row of rows) {
      const key = (row.get(dimension) ?? null) as string | null;
      sizes.set(key, (sizes.get(key) ?? 0) + (heightOf(row.get(measure)) ?? 0));
    }
    const order = inOrder(dimension, [...sizes].map(([key, size]) => ({ key, size })), pipelines);
    return new Map(order.map(({ key }, rank) => [key, rank]));
  });
  const rank = (row: Row, at: number) => ranks[at]!.get((row.get(groups[at]!) ?? null) as string | null) ?? 0;
  return [...rows].sort((a, b) => groups.reduce((order, _, at) => order || rank(a, at) - rank(b, at), 0));
}

/** Texts by the alphabet, figures by size; what is missing stands last either way. */
function sorted(rows: Row[], { name, down }: { name: string; down: boolean }): Row[] {
  const key = (row: Row) => heightOf(row.get(name)) ?? ((row.get(`${name}_name`) ?? row.get(name) ?? null) as string | null);
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return down ? -order : order;
  });
}
