import { describe, expect, test } from "vitest";
import { isKey, learn, say, sayCount } from "./say";

type Words = Record<string, string>;
// locales/en.json holds the words of the first picture, locales/<feature>.en.json those of a feature.
const files = import.meta.glob<Words>("../locales/*.json", { eager: true, import: "default" });
const parts = Object.keys(files).flatMap((path) => path.match(/([^/]*?)en\.json$/)?.[1] ?? []);
const words = (part: string, lang: string) => files[`../locales/${part}${lang}.json`] ?? {};
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test("no file is without its twin, and no key is in two files", () => {
  expect(parts.map((part) => `${part}id.json`).sort()).toEqual(Object.keys(files).map((path) => path.replace("../locales/", "")).filter((name) => name.endsWith("id.json")).sort());
  const keys = parts.flatMap((part) => Object.keys(words(part, "en")));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

describe.each(parts)("words of %sen.json", (part) => {
  const en = words(part, "en");
  const id = words(part, "id");

  test("both languages have the same keys, in the same order", () => {
    expect(Object.keys(id)).toEqual(Object.keys(en));
  });

  test("both languages have the same placeholders, and no sentence is empty", () => {
    for (const key of Object.keys(en)) {
      expect(placeholders(id[key]!), key).toEqual(placeholders(en[key]!));
      expect(id[key]!.trim(), key).not.toBe("");
      expect(en[key]!.trim(), key).not.toBe("");
    }
  });

  test("every counted sentence has a plural", () => {
    for (const key of Object.keys(en)) {
      if (key.endsWith(".one")) expect(Object.hasOwn(en, key.replace(/\.one$/, ".other")), key).toBe(true);
    }
  });
});

test("what a person sees comes out filled in", () => {
  expect(say("en", "toast.moved", { deal: "PT Sunda", stage: "Proposal" })).toBe("PT Sunda moved to Proposal");
  expect(sayCount("en", "stalled.days", 1, { n: "1" })).toContain("1 day");
  expect(sayCount("en", "stalled.days", 30, { n: "30" })).toContain("30 days");
});

test("a feature's words are known once they are learnt", () => {
  expect(isKey("test.only")).toBe(false);
  learn({ en: { "test.only": "yes" }, id: { "test.only": "ya" } });
  expect(isKey("test.only")).toBe(true);
  expect(say("id", "test.only" as never)).toBe("ya");
});
