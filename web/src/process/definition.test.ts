import { expect, test } from "vitest";
import { keyFor, patchOf, swapped, swappedAmong } from "./definition";

test("only what differs is sent", () => {
  const before = { name: "Sales", stages: [{ name: "One" }], lost_reasons: ["Price"] };
  expect(patchOf(before, { ...before })).toBeNull();
  expect(patchOf(before, { ...before, name: "Sale" })).toEqual({ name: "Sale" });
  expect(patchOf(before, { name: "Sales", stages: before.stages })).toEqual({ lost_reasons: null });
});

test("a criterion's key comes from its words, and is its own", () => {
  expect(keyFor("The buyer has a budget", [])).toBe("the_buyer_has_a_budget");
  expect(keyFor("Budget", ["budget", "budget_2"])).toBe("budget_3");
  expect(keyFor("42 ¿?", [])).toBe("criterion");
});

test("the first of a list stays the first when it is moved up", () => {
  expect(swapped(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(swapped(["a", "b"], 0, 1)).toEqual(["b", "a"]);
});

test("one of a list changes places with its neighbour of the same kind", () => {
  const alike = (one: string, other: string) => one[0] === other[0];
  const list = ["a1", "b1", "a2"];
  expect(swappedAmong(list, 2, -1, alike)).toEqual(["a2", "b1", "a1"]);
  expect(swappedAmong(list, 0, 1, alike)).toEqual(["a2", "b1", "a1"]);
  expect(swappedAmong(list, 0, -1, alike)).toEqual(list);
  expect(swappedAmong(list, 1, 1, alike)).toEqual(list);
});
