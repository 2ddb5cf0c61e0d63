import { expect, test } from "vitest";
import type { Deal, DealPage } from "../wire/client";
import { flatten, take, without, type Column } from "./apply";

const deal = (id: string, version = 1, stage = "a", outcome: Deal["outcome"] = "open") => ({ id, version, stage, outcome }) as Deal;
const page = (...data: Deal[]) => ({ data, next_cursor: null }) as unknown as DealPage;
const column = (...pages: DealPage[]): Column => ({ pages, pageParams: pages.map(() => "") });
const ids = (c: Column) => flatten(c).map((d) => d.id);

test("a newer version takes the place of the older one", () => {
  const before = column(page(deal("1"), deal("2")), page(deal("3")));
  const after = take(before, "a", deal("3", 2));
  expect(ids(after)).toEqual(["1", "2", "3"]);
  expect(flatten(after)[2]!.version).toBe(2);
  expect(after.pages[0]).toBe(before.pages[0]);
});

test("a version that is not newer changes nothing at all", () => {
  const before = column(page(deal("1", 5)));
  expect(take(before, "a", deal("1", 5))).toBe(before);
  expect(take(before, "a", deal("1", 4))).toBe(before);
  expect(take(before, "a", deal("1", 4, "b"))).toBe(before);
});

test("a deal that moved away or closed leaves the column", () => {
  const before = column(page(deal("1"), deal("2")));
  expect(ids(take(before, "a", deal("1", 2, "b")))).toEqual(["2"]);
  expect(ids(take(before, "a", deal("2", 2, "a", "won")))).toEqual(["1"]);
});

test("a newcomer stands on top, a stranger does not come in", () => {
  const before = column(page(deal("1")));
  expect(ids(take(before, "a", deal("9", 3)))).toEqual(["9", "1"]);
  expect(take(before, "a", deal("9", 3, "b"))).toBe(before);
  expect(take(column(), "a", deal("9"))).toEqual(column());
});

test("a card that two pages hold is shown once", () => {
  expect(ids(column(page(deal("1"), deal("2")), page(deal("2"), deal("3"))))).toEqual(["1", "2", "3"]);
  expect(flatten(undefined)).toEqual([]);
});

test("removing what is not there changes nothing", () => {
  const before = column(page(deal("1")));
  expect(without(before, "9")).toBe(before);
});

test("a random history ends where the newest versions say", () => {
  let seed = 7;
  const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  const columns = new Map(["a", "b", "c"].map((stage) => [stage, column(page())]));
  const newest = new Map<string, Deal>();
  const history = Array.from({ length: 400 }, (_, i) => deal(String(random(20)), i + 1, "abc"[random(3)], random(9) === 0 ? "won" : "open"));
  for (const d of history) newest.set(d.id, d);
  // Answers overtake each other by up to five places; each open deal is told once more at the end.
  const shuffled = history.map((d, i) => ({ d, at: i + random(5) })).sort((x, y) => x.at - y.at).map(({ d }) => d);
  for (const d of [...shuffled, ...newest.values()]) {
    for (const [stage, c] of columns) columns.set(stage, take(c, stage, d));
  }
  for (const [stage, c] of columns) {
    const expected = [...newest.values()].filter((d) => d.stage === stage && d.outcome === "open").map((d) => d.id);
    expect(ids(c).sort()).toEqual(expected.sort());
  }
});
