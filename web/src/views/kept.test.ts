import { expect, test } from "vitest";
import { addressOf, instead, keptAnswer, keptList, same } from "./kept";

test("a list that is kept and opened asks the same again", () => {
  const question = keptList({ pipeline: "", filter: 'deal.value > 5.0 && deal.region == "Bali"', sort: "-value" }, "won");
  expect(question.filter).toBe('deal.outcome == "won" && deal.value > 5.0 && deal.region == "Bali"');
  const { to, search } = addressOf({ id: "view_1", page: "deals", question });
  expect(to).toBe("/deals");
  expect(search).toMatchObject({ view: "view_1", pipeline: "all", outcome: "won", sort: "-value", filter: 'deal.value > 5.0 && deal.region == "Bali"' });
  expect(same(keptList({ pipeline: "", filter: search.filter, sort: search.sort }, "won"), question)).toBe(true);
});

test("a list of deals however they ended says nothing of outcomes", () => {
  const question = keptList({ pipeline: "pipe_1" }, "any");
  expect(question).toEqual({ pipeline: "pipe_1" });
  expect(addressOf({ id: "view_1", page: "deals", question }).search).toMatchObject({ pipeline: "pipe_1", outcome: "any", filter: undefined });
});

test("an answer is drawn as it was kept, with groups or with none", () => {
  const one = keptAnswer({ measures: ["count"], groups: [], chart: "none" });
  expect(addressOf({ id: "view_1", page: "explorer", question: one }).search).toMatchObject({ m: "count", by: "none", chart: "none" });
  const two = keptAnswer({ measures: ["count", "value"], groups: ["owner", "stage"], filter: "deal.value > 1.0" });
  expect(addressOf({ id: "view_1", page: "explorer", question: two }).search).toMatchObject({ m: "count,value", by: "owner,stage", filter: "deal.value > 1.0", chart: undefined });
});

test("views of reports open the screen that shows them", () => {
  const at = (page: "health" | "sources" | "start") => addressOf({ id: "view_1", page, question: {} }).to;
  expect([at("health"), at("sources"), at("start")]).toEqual(["/reports/health", "/reports/winloss", "/home"]);
});

test("what a changed question does not say any more is taken out of the kept one", () => {
  expect(instead({ pipeline: "pipe_1", filter: "deal.value > 1.0" }, { pipeline: "pipe_2" })).toEqual({ pipeline: "pipe_2", filter: null });
  expect(same({ q: "", pipeline: "p" }, { pipeline: "p" })).toBe(true);
  expect(same({ q: "x" }, { q: "y" })).toBe(false);
});
