import { expect, test } from "vitest";
import { Problem } from "../wire/problem";
import { placeOf } from "./fault";

const refused = (detail: string) => new Problem(422, { errors: [{ pointer: "/filter", code: "bad_filter", detail }] });

test("the word at the named place is marked, in either language", () => {
  const sentence = 'deal.outcom == "open"';
  const marked = { before: "deal.", at: "outcom", after: ' == "open"' };
  expect(placeOf(refused("line 1, column 6: there is no deal.outcom; did you mean deal.outcome?"), sentence)).toEqual(marked);
  expect(placeOf(refused("baris 1, kolom 6: tidak ada deal.outcom"), sentence)).toEqual(marked);
});

test("a place on a later line, and one behind the end", () => {
  expect(placeOf(refused("line 2, column 1: no"), "true &&\nfoo")).toEqual({ before: "", at: "foo", after: "" });
  expect(placeOf(refused("line 1, column 8: more"), "true &&")).toEqual({ before: "true &&", at: " ", after: "" });
});

test("without a place nothing is marked", () => {
  expect(placeOf(refused("this costs too much"), "true")).toBeNull();
  expect(placeOf(refused("line 9, column 1: no"), "true")).toBeNull();
});
