import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Deals } from "../charts/mark";
import { isKey, type Key } from "../text/say";
import { useText, type Text } from "../text/useText";
import { rowsOf, sayCell, type Column, type Row, type Sheet as Table } from "./answer";

/** What people call a column, wherever its name is from. */
export function headOf(text: Text, name: string): string {
  const key = ["column", "measure", "dimension"].map((family) => `${family}.${name}`).find(isKey);
  return key ? text.t(key as Key) : name;
}

/** A table of a report: the columns that are asked for, in that order; each figure opens its deals where there are any to open. */
export function Sheet({
  title,
  sheet,
  first,
  nameOf,
  columns,
  deals,
  extra,
  short = false,
}: {
  title: string;
  sheet: Table;
  first: string;
  nameOf: (row: Row) => ReactNode;
  columns: readonly string[];
  deals?: (row: Row, column: string) => Deals | undefined;
  /** A last column that is drawn and not written. */
  extra?: { head: string; cell: (row: Row) => ReactNode };
  short?: boolean;
}) {
  const text = useText();
  const shown = columns.flatMap((name) => sheet.columns.find((column) => column.name === name) ?? []);
  const right = (column: Column) => (column.type === "text" ? "pl-4" : "pl-4 text-right");
  return (
    <div className="overflow-x-auto" role="region" aria-label={title} tabIndex={0}>
      <table className="num w-full text-left">
        <thead className="text-sm text-ink-2">
          <tr className="border-b border-line-strong">
            <th scope="col" className="py-1.5 font-medium">
              {first}
            </th>
            {shown.map((column) => (
              <th key={column.name} scope="col" className={`py-1.5 align-bottom font-medium ${right(column)}`}>
                {headOf(text, column.name)}
              </th>
            ))}
            {extra && (
              <th scope="col" className="py-1.5 pl-4 font-medium">
                {extra.head}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rowsOf(sheet).map((row, index) => (
            <tr key={index} className="border-b border-line hover:bg-hover">
              <th scope="row" className="py-1.5 font-normal">
                {nameOf(row)}
              </th>
              {shown.map((column) => {
                const said = sayCell(text, column.type, row.get(column.name), { short });
                const full = sayCell(text, column.type, row.get(column.name));
                const link = deals?.(row, column.name);
                return (
                  <td key={column.name} className={`py-1.5 whitespace-nowrap ${right(column)}`} title={full === said ? undefined : full}>
                    {link && row.get(column.name) ? (
                      <Link to="/deals" search={link} className="underline-offset-4 hover:underline">
                        {said}
                      </Link>
                    ) : (
                      said
                    )}
                  </td>
                );
              })}
              {extra && <td className="py-1.5 pl-4">{extra.cell(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A part of a report under its own title. */
export function Section({ title, note, action, children }: { title: string; note?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex min-h-7 items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          {note && <p className="text-sm text-ink-2">{note}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}
