import { expect as check, test } from "vitest";
import type { Deal } from "../wire/client";
import { overlay, type Pending } from "./pending";

const deal = (id: string, stage = "a") => ({ id, stage }) as Deal;
const ids = (deals: Deal[]) => deals.map(({ id }) => id);
const expected = (...entries: [Deal, string | null][]) =>
  new Map<string, Pending>(entries.map(([d, to]) => [d.id, { deal: d, to }]));

const a = [deal("1"), deal("2"), deal("3")];
const b = [deal("4", "b")];

test("a moved card leaves one column and stands on top of the other", () => {
  const layer = expected([a[1]!, "b"]);
  check(ids(overlay(a, "a", layer))).toEqual(["1", "3"]);
  check(ids(overlay(b, "b", layer))).toEqual(["2", "4"]);
  check(overlay(b, "b", layer)[0]!.stage).toBe("b");
});

test("taking the layer away puts the card back in its exact place", () => {
  overlay(a, "a", expected([a[1]!, "b"]));
  check(ids(overlay(a, "a", expected()))).toEqual(["1", "2", "3"]);
});

test("a closed card is in no column", () => {
  const layer = expected([a[0]!, null]);
  check(ids(overlay(a, "a", layer))).toEqual(["2", "3"]);
  check(ids(overlay(b, "b", layer))).toEqual(["4"]);
});

test("a card whose place was confirmed before the layer went is not there twice", () => {
  check(ids(overlay([deal("2", "b"), ...b], "b", expected([a[1]!, "b"])))).toEqual(["2", "4"]);
});

test("a column that nothing concerns is the same column", () => {
  check(overlay(a, "a", expected())).toBe(a);
  check(overlay(b, "b", expected([a[0]!, null]))).toBe(b);
});
