import { expect, test } from "vitest";
import { keyFor, patchOf, swapped } from "./definition";

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
