import type { InfiniteData } from "@tanstack/react-query";
import type { Deal, DealPage } from "../wire/client";

export type Column = InfiniteData<DealPage, string>;

/** Where a deal stands in a column's loaded pages, or null. */
function find(column: Column, id: string): { page: number; index: number; deal: Deal } | null {
  for (const [page, { data }] of column.pages.entries()) {
    const index = data.findIndex((deal) => deal.id === id);
    if (index >= 0) return { page, index, deal: data[index]! };
  }
  return null;
}

function withPage(column: Column, page: number, data: Deal[]): Column {
  return { ...column, pages: column.pages.map((old, at) => (at === page ? { ...old, data } : old)) };
}

export function without(column: Column, id: string): Column {
  const at = find(column, id);
  if (!at) return column;
  return withPage(column, at.page, column.pages[at.page]!.data.toSpliced(at.index, 1));
}

/**
 * Takes one fresh deal into one column. The same column comes back when
 * nothing changed, so that nothing is drawn again. A deal that is not newer
 * than what is shown is ignored: answers may overtake each other.
 *
 * A newcomer stands on top until the column is loaded anew. Only the server
 * knows its true place, and on top is where somebody sees that it came.
 */
export function take(column: Column, stage: string, deal: Deal): Column {
  const at = find(column, deal.id);
  const belongs = deal.stage === stage && deal.outcome === "open";
  if (at && deal.version < at.deal.version) return column;
  if (at && !belongs) return without(column, deal.id);
  if (at) {
    if (deal.version === at.deal.version) return column;
    return withPage(column, at.page, column.pages[at.page]!.data.with(at.index, deal));
  }
  const first = column.pages[0];
  if (!belongs || !first) return column;
  return withPage(column, 0, [deal, ...first.data]);
}

/** The deals of all loaded pages, each once: a card that moved between two page loads may be in both. */
export function flatten(column: Pick<Column, "pages"> | undefined): Deal[] {
  const seen = new Set<string>();
  const deals: Deal[] = [];
  for (const page of column?.pages ?? []) {
    for (const deal of page.data) {
      if (seen.has(deal.id)) continue;
      seen.add(deal.id);
      deals.push(deal);
    }
  }
  return deals;
}
