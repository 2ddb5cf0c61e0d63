import type { Money } from "../text/format";
import type { Text } from "../text/useText";
import type { Report } from "../wire/client";

// A report names its columns and says what stands in each. Pages read them by
// name, so that a server may add one, and write each cell by its type.

export type Cell = string | number | boolean | Money | null | undefined;
export type Column = Report["columns"][number];
export type Row = { get: (name: string) => Cell; cells: readonly Cell[] };

/** A table of an answer: an answer may have several. */
export type Sheet = Pick<Report, "columns" | "rows">;

export function rowsOf(report: Sheet): Row[] {
  const at = places(report);
  return report.rows.map((cells) => rowAt(at, (cells ?? []) as Cell[]));
}

export function totalsOf(report: Pick<Report, "columns" | "totals">): Row {
  return rowAt(places(report), report.totals as Cell[]);
}

function places({ columns }: Pick<Report, "columns">): Map<string, number> {
  return new Map(columns.map(({ name }, index) => [name, index]));
}

function rowAt(at: Map<string, number>, cells: readonly Cell[]): Row {
  return { cells, get: (name) => (at.has(name) ? cells[at.get(name)!] : undefined) };
}

export function isMoney(cell: Cell): cell is Money {
  return typeof cell === "object" && cell !== null && "amount" in cell;
}

/** How long a cell's bar is. For positions only: the figure itself is written from what the server sent. */
export function heightOf(cell: Cell): number | null {
  if (isMoney(cell)) return Number(cell.amount);
  return typeof cell === "number" ? cell : null;
}

const NONE = "–";

/** A cell as it stands in a table. */
export function sayCell(text: Text, type: Column["type"] | undefined, cell: Cell, { short = false } = {}): string {
  if (cell === null || cell === undefined || cell === "") return NONE;
  if (isMoney(cell)) return short ? text.short(cell) : text.full(cell);
  if (typeof cell === "number") return type === "share" ? text.share(cell) : type === "count" ? text.whole(cell) : text.number(cell);
  return String(cell);
}

/** A value of an axis whose marks are such cells. */
export function sayAxis(text: Text, type: Column["type"], currency: string, value: number): string {
  if (type === "money") return text.short({ amount: String(value), currency });
  return type === "share" ? text.percent(value) : text.number(value);
}
