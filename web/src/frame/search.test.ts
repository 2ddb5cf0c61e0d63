import { expect, test } from "vitest";
import { readAsOf, readBoard, readList, realDay, safeNext } from "./search";

test("a whole address is kept", () => {
  const search = { pipeline: "pipe_01k", q: "garuda", owner: "user_01k", sort: "-value", peek: "deal_01k" };
  expect(readBoard(search)).toEqual(search);
  expect(readList({ ...search, outcome: "won" })).toEqual({ pipeline: "pipe_01k", q: "garuda", owner: "user_01k", sort: "-value", outcome: "won" });
});

test("what is not understood is dropped", () => {
  expect(readBoard({ pipeline: "stage_1", owner: "user_<script>", sort: "drop table", q: "  ", other: 1 })).toEqual({});
  expect(readBoard({ q: 123 })).toEqual({ q: "123" });
  expect(readBoard({ q: { a: 1 } })).toEqual({});
});

test("a figure's deals have an address", () => {
  const behind = { pipeline: "all", outcome: "any", filter: 'deal.region == "Jawa Barat"' };
  expect(readList(behind)).toEqual(behind);
  expect(readBoard(behind)).toEqual({});
  expect(readList({ ids: "deal_1,deal_2" })).toEqual({ ids: "deal_1,deal_2" });
  for (const wrong of ["deal_1,", "user_1", Array(201).fill("deal_1").join()]) expect(readList({ ids: wrong })).toEqual({});
});

test("only real days are days", () => {
  expect(realDay("2026-02-28")).toBe("2026-02-28");
  for (const wrong of ["2026-02-30", "2026-13-01", "26-01-01", "today", 20260101, null]) expect(realDay(wrong)).toBeUndefined();
  expect(readAsOf({ as_of: "2026-09-31" })).toEqual({});
});

test("after signing in nobody is sent elsewhere", () => {
  expect(safeNext("/deals/deal_1?as_of=2026-01-01")).toBe("/deals/deal_1?as_of=2026-01-01");
  for (const wrong of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", 5]) expect(safeNext(wrong)).toBeUndefined();
});
