import { expect, test } from "vitest";
import { pathOf } from "./Lines";
import { stairOf, valueAt } from "./Steps";

const same = (value: number) => value;

test("a line is broken where nothing is known", () => {
  expect(pathOf([1, 2, null, 4], same, same)).toBe("M0 1L1 2M3 4");
  expect(pathOf([], same, same)).toBe("");
});

test("a stair begins with all and goes on to the edge", () => {
  const steps = [
    { x: 2, y: 0.5 },
    { x: 5, y: 0.25 },
    { x: 12, y: 0 },
  ];
  expect(stairOf(steps, 10, same, same)).toBe("M0 1H2V0.5H5V0.3H10");
  expect([0, 2, 4.9, 5, 100].map((x) => valueAt(steps, x))).toEqual([1, 0.5, 0.5, 0.25, 0]);
});
