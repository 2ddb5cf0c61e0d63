import { expect, test } from "vitest";
import { placed, type Step } from "./Waterfall";

const step = (value: number, level = false): Step => ({ key: "", label: "", text: "", value, level });

test("a level stands on zero, a step hangs on the one before", () => {
  expect(placed([step(88, true), step(14), step(-9.5), step(92.5, true)])).toEqual([
    { from: 0, to: 88 },
    { from: 88, to: 102 },
    { from: 102, to: 92.5 },
    { from: 0, to: 92.5 },
  ]);
});

test("the way may go below zero", () => {
  expect(placed([step(0, true), step(-5), step(-5, true)])).toEqual([
    { from: 0, to: 0 },
    { from: 0, to: -5 },
    { from: 0, to: -5 },
  ]);
});
