import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import en from "../locales/people.en.json";
import id from "../locales/people.id.json";

const read = (name: string) => readFileSync(new URL(`../../../access/audit/${name}.go`, import.meta.url), "utf8");
/** What is written down, and what the ledger says of people, teams and the workspace. */
const written = [...read("audit").matchAll(/ Action += "([a-z_.]+)"/g)].map(([, action]) => action!);
const told = [.../kind IN \((.+)\)/.exec(read("list"))![1]!.matchAll(/'([a-z_.]+)'/g)].map(([, kind]) => kind!);

test("every action of the audit has its words in both languages, and a subject to look for it by", () => {
  expect(written).toContain("session.opened");
  expect(told).toContain("user.changed");
  for (const action of [...written, ...told]) {
    for (const words of [en, id] as Record<string, string>[]) {
      expect(words[`audit.did.${action}`], action).toBeTruthy();
      expect(words[`audit.of.${action.split(".")[0]}`], action).toBeTruthy();
    }
  }
});
