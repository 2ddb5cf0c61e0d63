import { expect, test } from "vitest";
import { periodWords, quarterOf, readPeriod, stepped } from "./period";

test("a fiscal quarter is named by the year in which its fiscal year begins", () => {
  expect(quarterOf("2026-11-25", 1)).toBe("2026-Q4");
  expect(quarterOf("2026-03-31", 4)).toBe("2025-Q4");
  expect(quarterOf("2026-04-01", 4)).toBe("2026-Q1");
  expect(quarterOf("2026-01-01", 12)).toBe("2025-Q1");
  expect(quarterOf("2026-12-01", 12)).toBe("2026-Q1");
});

test("periods step over the end of a year", () => {
  expect(stepped("2026-Q4", 1)).toBe("2027-Q1");
  expect(stepped("2026-Q1", -1)).toBe("2025-Q4");
  expect(stepped("2026-12", 1)).toBe("2027-01");
  expect(stepped("2026-01", -1)).toBe("2025-12");
  expect(stepped("2026-10-01..2026-10-28", 1)).toBe("2026-10-01..2026-10-28");
});

test("an address says a period or nothing", () => {
  for (const right of ["2026-Q4", "2026-10", "2026-W41", "2026-10-01..2026-10-28"]) expect(readPeriod(right)).toBe(right);
  for (const wrong of ["2026", "2026-Q5", "2026-13", 2026, undefined]) expect(readPeriod(wrong)).toBeUndefined();
});

test("periods in words", () => {
  expect(periodWords("2026-Q4", "en-US")).toBe("Q4 2026");
  expect(periodWords("2026-10", "id-ID")).toBe("Oktober 2026");
});
