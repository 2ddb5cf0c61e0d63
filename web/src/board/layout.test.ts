import { expect, test, vi } from "vitest";

vi.stubGlobal("document", { documentElement: { lang: "en", dataset: {} } });
const { PITCH, sameHeight } = await import("./layout");

test("going sideways stays at the same height", () => {
  expect(sameHeight(3, { scroll: 0 }, { scroll: 0, rows: 10 })).toBe(3);
  expect(sameHeight(20, { scroll: 18 * PITCH }, { scroll: 0, rows: 10 })).toBe(2);
  expect(sameHeight(2, { scroll: 0 }, { scroll: 40 * PITCH, rows: 100 })).toBe(42);
});

test("a shorter column ends at its last card", () => {
  expect(sameHeight(9, { scroll: 0 }, { scroll: 0, rows: 3 })).toBe(2);
  expect(sameHeight(0, { scroll: 500 }, { scroll: 0, rows: 3 })).toBe(0);
});
