import { expect, test } from "vitest";
import frame from "../locales/en.json";
import en from "../locales/reports.en.json";
import { readList } from "../frame/search";
import { isTime } from "../frame/expression";
import { dealsOf, DIMENSIONS, MEASURES, within } from "./vocabulary";

test("everything that can be asked has a name", () => {
  for (const measure of MEASURES) expect(en, measure).toHaveProperty([`measure.${measure}`]);
  for (const dimension of DIMENSIONS) expect(frame, dimension).toHaveProperty([`dimension.${dimension}`]);
});

test("the deals of a group are an address that the list understands", () => {
  const deals = dealsOf({ pipeline: "", filter: "deal.value > 5 || deal.pushes > 2", as_of: "2026-01-01" }, [{ dimension: "region", key: 'a "b"' }, { dimension: "source", key: null }], "won_value");
  expect(deals).toEqual({
    pipeline: "all",
    outcome: "won",
    as_of: "2026-01-01",
    filter: '(deal.value > 5 || deal.pushes > 2) && deal.region == "a \\"b\\"" && deal.source == ""',
  });
  const { as_of: _, ...list } = deals!;
  expect(readList(list)).toEqual(list);
});

test("a group that is a pipeline chooses it", () => {
  expect(dealsOf({ pipeline: "" }, [{ dimension: "pipeline", key: "pipe_1" }], "stalled")).toEqual({ pipeline: "pipe_1", outcome: "open", filter: 'deal.stalled == "stalled"' });
  expect(dealsOf({ pipeline: "pipe_2" }, [])).toEqual({ pipeline: "pipe_2", outcome: "any" });
});

test("lists and weeks have sentences of their own, bands of value have none", () => {
  const filter = (dimension: string, key: string | null) => dealsOf({ pipeline: "" }, [{ dimension, key }])?.filter;
  expect(filter("product", "prod_1")).toBe('"prod_1" in deal.products');
  expect(filter("competitor", null)).toBe("size(deal.competitors) == 0");
  expect(filter("closed_week", "2026-W01")).toBe('deal.closed_day >= "2025-12-29" && deal.closed_day <= "2026-01-04"');
  expect(dealsOf({ pipeline: "" }, [{ dimension: "value_band", key: "1000" }])).toBeUndefined();
});

test("the days of a report are a condition of its deals", () => {
  expect(within({ from: "2026-01-01", to: "2026-03-31" }, "closed")).toBe('deal.closed_day >= "2026-01-01" && deal.closed_day <= "2026-03-31"');
  expect(within({ period: "2026-Q1" }, "created")).toBe('deal.created_quarter == "2026-Q1"');
  expect(within({ period: "2026-10" }, "closed")).toBe('deal.closed_month == "2026-10"');
  expect(within({}, "closed")).toBe("");
  expect(within({ period: "2026-W41" }, "closed")).toBeNull();
});

test("what follows in time is known by its name", () => {
  expect(DIMENSIONS.filter(isTime)).toHaveLength(9);
});
