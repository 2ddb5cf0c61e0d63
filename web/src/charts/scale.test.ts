import { expect, test } from "vitest";
import { apart, band, labelled, linear, ticks } from "./scale";

test("gridlines are round, few, and hold every value and zero", () => {
  expect(ticks(0, 126)).toEqual([0, 50, 100, 150]);
  expect(ticks(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(ticks(0, 0.3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(ticks(-30, 70)).toEqual([-50, -25, 0, 25, 50, 75]);
  expect(ticks(0, 0)).toEqual([0, 1]);
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 2000; round++) {
    const a = (random() - 0.3) * 10 ** (random() * 16 - 3);
    const b = random() * 10 ** (random() * 16 - 3);
    const found = ticks(Math.min(a, b), Math.max(a, b));
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(found.length).toBeLessThanOrEqual(7);
    expect(found).toContain(0);
    const pixel = 1e-6 * (Math.abs(a) + Math.abs(b));
    expect(found[0]).toBeLessThanOrEqual(Math.min(a, b) + pixel);
    expect(found.at(-1)).toBeGreaterThanOrEqual(Math.max(a, b) - pixel);
  }
});

test("a line runs from end to end, also upside down", () => {
  const y = linear([0, 10], [100, 0]);
  expect([y(0), y(5), y(10)]).toEqual([100, 50, 0]);
  expect(linear([3, 3], [0, 10])(3)).toBe(0);
});

test("bands are equal and stay inside", () => {
  const places = band(4, [10, 110]);
  expect(places.at(0)).toBeGreaterThanOrEqual(10);
  expect(places.at(3) + places.width).toBeLessThanOrEqual(110);
  expect(places.at(1) - places.at(0)).toBe(25);
});

test("labels that have no room are left out, the last one never", () => {
  const shown = labelled(12, 300, 60);
  expect([...Array(12).keys()].filter(shown)).toEqual([2, 5, 8, 11]);
  expect([...Array(3).keys()].filter(labelled(3, 300, 60))).toEqual([0, 1, 2]);
});

test("labels beside each other do not overlap and do not leave the chart", () => {
  const placed = apart([10, 11, 100, 99], 14, 100);
  const sorted = [...placed].sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(14);
  expect(Math.max(...placed)).toBeLessThanOrEqual(100);
});
