import { expect, test } from "vitest";
import { daysBefore, daysOfWeek, quarterAfter, quarterOf, quartersBack, yearBefore } from "./calendar";

test("quarters are those of the fiscal year", () => {
  expect(["2026-01-01", "2026-03-31", "2026-12-31"].map((day) => quarterOf(day, 1))).toEqual(["2026-Q1", "2026-Q1", "2026-Q4"]);
  expect(["2026-01-01", "2026-04-01", "2025-12-31"].map((day) => quarterOf(day, 4))).toEqual(["2025-Q4", "2026-Q1", "2025-Q3"]);
});

test("they are counted backwards over the year", () => {
  expect(["2026-Q4", "2026-Q1"].map((quarter) => quarterAfter(quarter, 2))).toEqual(["2027-Q2", "2026-Q3"]);
  expect(quartersBack("2026-Q2", 4)).toEqual(["2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3"]);
});

test("days are counted over the month", () => {
  expect(daysBefore("2026-03-02", 30)).toBe("2026-01-31");
});

test("weeks are those of ISO 8601", () => {
  expect(daysOfWeek("2026-W01")).toEqual(["2025-12-29", "2026-01-04"]);
  expect(daysOfWeek("2026-W53")).toEqual(["2026-12-28", "2027-01-03"]);
  expect(daysOfWeek("2025-W09")).toEqual(["2025-02-24", "2025-03-02"]);
});

test("a year ends on its day", () => {
  expect(yearBefore("2026-11-25")).toBe("2025-11-26");
  expect(yearBefore("2024-12-31")).toBe("2024-01-01");
});
