import { beforeEach, expect, test, vi } from "vitest";
import type { Deal } from "../wire/client";
import type { Question } from "../wire/queries";
import { flatten, type Column } from "./apply";

vi.stubGlobal("document", { documentElement: { lang: "en", dataset: {} } });
const { accept, applyToBoard, isEcho, isNews } = await import("./cache");
const { client, columnKey } = await import("../wire/queries");

const deal = (id: string, version: number, stage = "a", owner = "user_1") => ({ id, version, stage, owner, outcome: "open" }) as Deal;
const board: Question = { pipeline: "pipe_1", sort: "next_step" };
const filtered: Question = { ...board, q: "nothing like this" };
const mine: Question = { ...board, owner: "user_1" };
const past: Question = { ...board, as_of: "2026-01-01" };
const put = (question: Question, stage: string, ...deals: Deal[]) =>
  client.setQueryData(columnKey(question, stage), { pages: [{ data: deals }], pageParams: [""] } as unknown as Column);
const ids = (question: Question, stage: string) => flatten(client.getQueryData<Column>(columnKey(question, stage))).map(({ id }) => id);

beforeEach(() => client.clear());

test("a board and its filtered self never mix", () => {
  put(board, "a", deal("m1", 1), deal("m2", 1));
  put(board, "b");
  put(filtered, "a");
  put(filtered, "b");
  accept(deal("m1", 2, "b"));
  expect([ids(board, "a"), ids(board, "b")]).toEqual([["m2"], ["m1"]]);
  expect([ids(filtered, "a"), ids(filtered, "b")]).toEqual([[], []]);
});

test("a deal that changed hands leaves the board of its old owner", () => {
  put(mine, "a", deal("h1", 1));
  accept(deal("h1", 2, "a", "user_2"));
  expect(ids(mine, "a")).toEqual([]);
});

test("the past does not change", () => {
  put(past, "a", deal("p1", 1));
  put(past, "b");
  accept(deal("p1", 2, "b"));
  expect(ids(past, "a")).toEqual(["p1"]);
});

test("an older answer that arrives late changes nothing, also after its card is gone", () => {
  put(board, "a", deal("l1", 1));
  put(board, "b");
  accept(deal("l1", 3, "b"));
  applyToBoard(board, [deal("l1", 2, "a")], []);
  expect([ids(board, "a"), ids(board, "b")]).toEqual([[], ["l1"]]);
});

test("our own write comes back as an echo, somebody else's is news", () => {
  accept(deal("e1", 5));
  expect(isEcho("e1", 5)).toBe(true);
  expect(isEcho("e1", 6)).toBe(false);
  expect(isNews(deal("e1", 5))).toBe(false);
  expect(isNews(deal("e1", 6))).toBe(true);
});
