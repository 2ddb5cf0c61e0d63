import { expect, test } from "vitest";
import { position } from "../wire/position";
import { readEvent } from "./stream";

test("an event is read from its line, what is none is left alone", () => {
  const line = { specversion: "1.0", id: "ws-7", type: "deal.moved", subject: "deal_1", position: 7, version: 3, actor: "user_1", actorname: "Citra", data: {} };
  expect(readEvent(JSON.stringify(line))).toEqual({ type: "deal.moved", subject: "deal_1", position: 7, version: 3, actor: "user_1", actorname: "Citra" });
  expect(readEvent("{}")).toBeNull();
  expect(readEvent("null")).toBeNull();
  expect(readEvent("not json")).toBeNull();
});

test("a read demands what was heard, the stream begins where the page began", () => {
  position.forget();
  expect(position.demand()).toBe(0);
  expect(position.start()).toBeNull();
  position.answered(12);
  position.answered(10);
  position.answered(11);
  expect([position.demand(), position.start()]).toEqual([0, 10]);
  position.wrote(20);
  expect([position.demand(), position.start()]).toEqual([20, 10]);
  position.streamed(15);
  position.answered(14);
  expect([position.demand(), position.start()]).toEqual([20, 15]);
});
