import { expect, test } from "vitest";
import en from "../locales/en.json";
import id from "../locales/id.json";
import { isKey, say, sayCount } from "./say";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("both languages have the same keys, in the same order", () => {
  expect(Object.keys(id)).toEqual(Object.keys(en));
});

test("both languages have the same placeholders, and no sentence is empty", () => {
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect(placeholders(id[key]), key).toEqual(placeholders(en[key]));
    expect(id[key].trim(), key).not.toBe("");
    expect(en[key].trim(), key).not.toBe("");
  }
});

test("every counted sentence has a plural", () => {
  for (const key of Object.keys(en)) {
    if (key.endsWith(".one")) expect(isKey(key.replace(/\.one$/, ".other")), key).toBe(true);
  }
});

test("what a person sees comes out filled in", () => {
  expect(say("en", "toast.moved", { deal: "PT Sunda", stage: "Proposal" })).toBe("PT Sunda moved to Proposal");
  expect(sayCount("en", "stalled.days", 1, { n: "1" })).toContain("1 day");
  expect(sayCount("en", "stalled.days", 30, { n: "30" })).toContain("30 days");
});
