import "../work/words";
import "./words";
import { expect, test } from "vitest";
import { makeText } from "../text/useText";
import { leadEventWords, spanWords } from "./leadWords";
import type { LeadEvent } from "./queries";

const text = makeText("en", "Asia/Jakarta", new Date("2026-11-26T03:00:00Z"));
const names = { user: (id: string) => ({ user_1: "Ani", user_2: "Budi" })[id] ?? "", route: () => "Java" };
const entry = (type: string, data: unknown): LeadEvent => ({ position: 1, type, effective_at: "2026-11-26T03:00:00Z", recorded_at: "2026-11-26T03:00:00Z", version: 1, actor: "user_1", actor_name: "Ani", data }) as LeadEvent;
const say = (type: string, data: unknown) => leadEventWords(text, entry(type, data), names);

test("every event of a lead is a sentence", () => {
  expect(say("lead.changed", { patch: { company: "PT Kopi", budget: null } })).toBe("Ani changed company and budget");
  expect(say("lead.assigned", { to: "user_2", reason: "Knows them" })).toBe("Ani gave it to Budi – Knows them");
  expect(say("lead.assigned", { to: "user_2", route: "route_1", choice: { to: "user_2", pool: "p", turn: 4 } })).toBe("The route Java gave it to Budi, turn 4");
  expect(say("lead.assigned", { from: "user_1", to: "user_2", missed: true, choice: { to: "user_2" } })).toBe("Ani was not in contact in time: The route Java gave it to the fallback, Budi");
  expect(say("lead.touched", { kind: "call", note: "Friday" })).toBe("Ani was in contact: a call – Friday");
  expect(say("lead.enriched", {})).toBe("Ani: lead.enriched");
});

test("a span is told in its largest unit", () => {
  expect([0, 59, 60, 47 * 60, 49 * 60].map((minutes) => spanWords("en", minutes * 60_000))).toEqual(["0 minutes", "59 minutes", "1 hour", "47 hours", "2 days"]);
});
