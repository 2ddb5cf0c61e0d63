import { expect, test } from "vitest";
import { barriers } from "./barriers";
import type { Trial } from "./rules";

const block = (deal: string | null, keys: string[], why?: { code: string; detail: string; also: null }): Trial["blocked"][number] => ({
  deal,
  at: "2026-01-01T00:00:00Z",
  step: "deal.moved",
  from: null,
  to: "stage_2",
  unmet: keys.map((key) => ({ key, stage: "stage_2", side: "entry", says: key })),
  ...(why && { why }),
});

test("what blocked is told stage by stage, with each deal once and none that is out of sight", () => {
  const stages = [{ name: "One", exit: [{ key: "asked", says: { en: "Asked", id: "Ditanya" } }] }, { name: "Two", entry: [{ key: "budget", says: { en: "Budget" } }, { key: "easy", says: { en: "Easy" } }] }];
  const trial = {
    criteria: { budget: 3, asked: 1, stage_skipped: 1 },
    blocked: [block("deal_1", ["budget"]), block("deal_1", ["budget", "asked"]), block(null, ["budget"]), block("deal_2", [], { code: "stage_skipped", detail: "No stage is skipped", also: null })],
  };
  expect(barriers({ name: "Sales", stages }, trial, "id")).toEqual([
    { key: "asked", stage: "One", at: 0, side: "exit", says: "Ditanya", steps: 1, deals: ["deal_1"] },
    { key: "budget", stage: "Two", at: 1, side: "entry", says: "Budget", steps: 3, deals: ["deal_1"] },
    { key: "stage_skipped", stage: "–", at: -1, says: "No stage is skipped", steps: 1, deals: ["deal_2"] },
  ]);
  expect(barriers({ name: "Sales", stages }, { criteria: {}, blocked: [] }, "en")).toEqual([]);
});
