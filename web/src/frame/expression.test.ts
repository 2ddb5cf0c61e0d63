import { expect, test } from "vitest";
import { allOf, alternatives, conjuncts, passed, quoted, simple } from "./expression";

test("a filter comes apart at its outermost and", () => {
  expect(conjuncts("")).toEqual([]);
  expect(conjuncts('deal.value > 5 && deal.region == "a && b"')).toEqual(["deal.value > 5", 'deal.region == "a && b"']);
  expect(conjuncts("(a && b) && c")).toEqual(["(a && b)", "c"]);
  expect(conjuncts("deal.x in ['a', 'b'] && d")).toEqual(["deal.x in ['a', 'b']", "d"]);
  expect(conjuncts("'it\\'s && ' == a && b")).toEqual(["'it\\'s && ' == a", "b"]);
});

test("an outermost or holds it together", () => {
  expect(conjuncts("a && b || c")).toEqual(["a && b || c"]);
  expect(conjuncts("a ? b : c && d")).toEqual(["a ? b : c && d"]);
  expect(allOf(["a || b", "c"])).toBe("(a || b) && c");
  expect(allOf(["a || b"])).toBe("a || b");
  expect(allOf(["", "a"])).toBe("a");
});

test("what is joined comes apart into what it was", () => {
  for (const parts of [["a"], ["a == 'x && y'", "b"], ["(a || b)", "c", "[1] == d"], []]) expect(conjuncts(allOf(parts))).toEqual(parts);
});

test("alternatives come apart at their outermost or", () => {
  expect(alternatives('("a" in deal.x || "b || c" in deal.x || false)')).toEqual(['"a" in deal.x', '"b || c" in deal.x']);
  expect(alternatives("a || (b || c)")).toEqual(["a", "(b || c)"]);
  expect(alternatives("deal.a == 1")).toEqual(["deal.a == 1"]);
  expect(simple('"stage_1" in deal.stages_entered')).toEqual({ field: "stages_entered", operator: "==", value: "stage_1" });
});

test("a simple sentence is read, any other is left as it is", () => {
  expect(simple('deal.region == "Jawa Barat"')).toEqual({ field: "region", operator: "==", value: "Jawa Barat" });
  expect(simple("deal.custom.budget >= 12.5")).toEqual({ field: "custom.budget", operator: ">=", value: "12.5" });
  expect(simple("deal.outcome != 'it\\'s'")).toEqual({ field: "outcome", operator: "!=", value: "it's" });
  expect(simple(`deal.name == ${quoted('a "b" \\ c')}`)).toEqual({ field: "name", operator: "==", value: 'a "b" \\ c' });
  for (const other of ["deal.value * 2 > 5", 'deal.a == "b" || deal.c == "d"', 'deal.name.contains("x")', "true"]) expect(simple(other)).toBeNull();
});

test("which stages a deal passed is read as reports write it", () => {
  expect(passed('deal.stage_visits.exists(at, at >= "qualify@2026-07-01" && at < "qualify@2026-10-01")')).toEqual({ stages: ["qualify"], from: "2026-07-01", last: "2026-09-30" });
  expect(passed('deal.stages_reached.exists(at, at >= "a>b@" && at < "a>bA")')).toEqual({ stages: ["a", "b"], from: "", last: "" });
  expect(passed('deal.stage_ends.exists(at, at >= "qualify:won@" && at < "qualify:wonA")')).toEqual({ stages: ["qualify:won"], from: "", last: "" });
  for (const other of ['deal.stage_visits.exists(at, at >= "a@" && at < "bA")', 'deal.products.exists(at, at >= "a@" && at < "aA")', "true"]) expect(passed(other)).toBeNull();
});
