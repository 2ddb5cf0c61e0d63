import { expect, test } from "vitest";
import { readRates } from "./paste";

const usd = { day: "2026-11-01", from: "USD", to: "IDR", rate: "16000.5" };

test("tables and CSV files are read alike, with or without a heading", () => {
  for (const text of ["2026-11-01\tUSD\tIDR\t16000.5", "day,from,to,rate\r\n2026-11-01,usd,idr,16000.5\r\n", '"day";"from"\n"2026-11-01";"USD";"IDR";"16000.5";', " 2026-11-01  USD IDR   16000.5 "]) {
    const { lines, wrong } = readRates(text);
    expect(wrong).toEqual([]);
    expect(lines.map(({ at: _, ...line }) => line)).toEqual([usd]);
  }
  expect(readRates("day,from,to,rate\n\n2026-11-01,USD,IDR,16000.5").lines[0]?.at).toBe(3);
});

test("what could be read in two ways is not read at all", () => {
  const text = "2026-11-01;USD;IDR;16000,5\n2026-11-01\tUSD\tIDR\t16.000.5\n01/11/2026 USD IDR 16000\n2026-11-01 USD 16000\n2026-11-01,USD,IDR,16,000";
  expect(readRates(text).lines).toEqual([]);
  expect(readRates(text).wrong.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5]);
});
