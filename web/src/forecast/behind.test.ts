import { expect, test } from "vitest";
import { dealsBehind } from "./behind";

const period = { name: "2026-Q4", from: "2026-10-01", to: "2026-12-31", elapsed: 0.5 };

test("a figure of a forecast opens the deals that it counts", () => {
  const { booked, open, of } = dealsBehind(period, {}, []);
  expect(booked()).toEqual({ pipeline: "all", outcome: "won", filter: 'deal.closed_day >= "2026-10-01" && deal.closed_day <= "2026-12-31"' });
  expect(open()).toEqual({ pipeline: "all", outcome: "open", filter: 'deal.close_date != "" && deal.close_date <= "2026-12-31"' });
  expect(of("closed")).toEqual(booked());
  expect(of("commit").filter).toContain('deal.category in ["commit"]');
  expect(of("pipeline").filter).toContain('deal.category in ["pipeline", ""]');
});

test("whose future is asked about goes along", () => {
  const { open } = dealsBehind(period, { pipeline: "pipe_1", owner: "user_1", as_of: "2026-11-01" }, ["team_1", "team_2"]);
  expect(open()).toMatchObject({ pipeline: "pipe_1", owner: "user_1", as_of: "2026-11-01" });
  expect(open().filter).toContain('deal.team in ["team_1", "team_2"]');
});

test("a part of the whole opens its deals, also where it has no name", () => {
  const { part, dueOf } = dealsBehind(period, {}, []);
  expect(part("pipeline", "pipe_2", "open")).toEqual({ pipeline: "pipe_2", outcome: "open" });
  expect(part("product", "prod_1", "open").filter).toBe('size(deal.products) > 0 && deal.products[0] == "prod_1"');
  expect(part("product", "", "won").filter).toContain("&& size(deal.products) == 0");
  expect(part("segment", "", "open").filter).toBe('deal.segment == ""');
  expect(dueOf("user_2", null)).toMatchObject({ owner: "user_2", outcome: "open" });
  expect(dueOf(null, "team_1").filter).toContain('deal.team == "team_1"');
});
