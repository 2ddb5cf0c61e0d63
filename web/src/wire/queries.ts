import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { ask, readPipeline, wire, type Deal, type Report } from "./client";
import type { Money } from "../text/format";
import { asProblem } from "./problem";

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The event stream keeps what is shown fresh; nothing is polled.
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && asProblem(error).passing,
    },
    mutations: { retry: false },
  },
});

/** What a board or a list is about. Part of every key, so that two questions never share an answer. */
export type Question = {
  /** Empty for all pipelines. */
  pipeline: string;
  q?: string;
  owner?: string;
  /** An expression of the rule language. */
  filter?: string;
  /** Some deals by name, separated by commas. */
  ids?: string;
  sort: string;
  as_of?: string;
};

const CARDS_PER_PAGE = 100;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => ask(wire.GET("/v1/session", { signal })),
  retry: (failures, error) => failures < 2 && asProblem(error).status >= 500,
});

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: async ({ signal }) => (await ask(wire.GET("/v1/pipelines", { signal }))).data.map(readPipeline),
});

export const usersQuery = queryOptions({
  queryKey: ["users"],
  // A list of people is short enough to be had whole, and every page needs their names.
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/users", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** Companies whose name holds the text; the first few, since one goes on typing. */
export const accountsQuery = (text: string) =>
  queryOptions({
    queryKey: ["accounts", text] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/accounts", { signal, params: { query: { q: text || undefined, sort: "name", limit: 20 } } }))).data,
    staleTime: 30_000,
  });

export const competitorsQuery = queryOptions({
  queryKey: ["competitors"],
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/competitors", { signal, params: { query: { limit: 200, cursor } } }))),
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/teams", { signal, params: { query: { limit: 200, cursor } } }))),
});

/** 5,000 objects: beyond that a list has to be searched by the server. */
const MOST_PAGES = 25;

export async function whole<T>(load: (cursor: string | undefined) => Promise<{ data: T[]; next_cursor: string | null }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, next_cursor } = await load(cursor);
    all.push(...data);
    if (!next_cursor) break;
    cursor = next_cursor;
  }
  return all;
}

/** The filter of a question as the API takes it. */
export function filterOf({ pipeline, q, owner, filter, ids, as_of }: Omit<Question, "sort">) {
  return { pipeline: pipeline || undefined, q: q || undefined, owner: owner || undefined, filter: filter || undefined, ids: ids || undefined, as_of: as_of || undefined };
}

export const columnKey = (question: Question, stage: string) => ["column", question, stage] as const;

export const columnQuery = (question: Question, stage: string) =>
  infiniteQueryOptions({
    queryKey: columnKey(question, stage),
    queryFn: ({ signal, pageParam }) =>
      ask(
        wire.GET("/v1/deals", {
          signal,
          params: {
            query: { ...filterOf(question), stage, outcome: "open", sort: question.sort, limit: CARDS_PER_PAGE, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const listQuery = (question: Question, outcome: Deal["outcome"] | undefined) =>
  infiniteQueryOptions({
    queryKey: ["list", question, outcome] as const,
    queryFn: ({ signal, pageParam }) =>
      ask(
        wire.GET("/v1/deals", {
          signal,
          params: { query: { ...filterOf(question), outcome, sort: question.sort, limit: CARDS_PER_PAGE, cursor: pageParam || undefined } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

/** Figures of each stage over the whole filter, worked out by the server. */
export const totalsQuery = (question: Question) => {
  const { pipeline, q, owner, as_of } = question;
  return queryOptions({
    // The order of cards does not change a total.
    queryKey: ["totals", { pipeline, q, owner, as_of }] as const,
    queryFn: async ({ signal }) => readTotals(await ask(wire.GET("/v1/reports/pipeline", { signal, params: { query: filterOf(question) } }))),
  });
};

export const dealKey = (id: string, asOf?: string) => ["deal", id, asOf ?? ""] as const;

export const dealQuery = (id: string, asOf?: string) =>
  queryOptions({
    queryKey: dealKey(id, asOf),
    queryFn: ({ signal }) => ask(wire.GET("/v1/deals/{id}", { signal, params: { path: { id }, query: { as_of: asOf } } })),
  });

export const historyQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["history", id] as const,
    queryFn: ({ signal, pageParam }) =>
      ask(wire.GET("/v1/deals/{id}/history", { signal, params: { path: { id }, query: { limit: 50, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
  });

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/deals", { signal, params: { query: { q: text, limit: 8 } } }))).data,
    staleTime: 30_000,
  });

export type StageTotals = {
  stage: string;
  count: number;
  value: Money | null;
  weighted: Money | null;
  weighed: Report["weighed_by"];
  stalled: number;
  probability: { p: number; n: number; source: string; low: number; high: number } | null;
};
export type Totals = Map<string, StageTotals>;

/** A report names its columns; reading by name survives a server that adds one. */
export function readTotals(report: Report): Totals {
  const at = new Map(report.columns.map((column, index) => [column.name, index]));
  const totals: Totals = new Map();
  for (const row of report.rows.flatMap((cells) => (cells ? [cells] : []))) {
    const cell = <T>(name: string) => (at.has(name) ? (row[at.get(name)!] as T | null | undefined) : null) ?? null;
    const p = cell<number>("probability");
    totals.set(cell<string>("stage") ?? "", {
      stage: cell<string>("stage") ?? "",
      count: cell<number>("count") ?? 0,
      value: cell<Money>("value"),
      weighted: cell<Money>("weighted_value"),
      weighed: report.weighed_by,
      stalled: cell<number>("stalled") ?? 0,
      probability:
        p === null
          ? null
          : {
              p,
              n: cell<number>("probability_n") ?? 0,
              source: cell<string>("probability_source") ?? "",
              low: cell<number>("probability_low") ?? p,
              high: cell<number>("probability_high") ?? p,
            },
    });
  }
  return totals;
}
