import { expect, test } from "vitest";
import { makeText } from "../text/useText";
import type { HistoryEntry } from "../wire/client";
import { eventWords, kindOf } from "./eventWords";

const now = new Date("2026-11-23T10:00:00Z");
const en = makeText("en", "Asia/Jakarta", now);
const id = makeText("id", "Asia/Jakarta", now);
const names = { stage: (s: string) => ({ s1: "Discovery", s2: "Validation" })[s] ?? s, user: (u: string) => ({ u1: "Dimas", u2: "Citra" })[u] ?? "" };
const entry = (type: string, data: Record<string, unknown> = {}, actor_name = "Dimas"): HistoryEntry =>
  ({ position: 1, type, effective_at: now.toISOString(), recorded_at: now.toISOString(), actor: "u1", actor_name, data }) as HistoryEntry;
const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("events are sentences in both languages", () => {
  const moved = entry("deal.moved", { from: "s1", to: "s2" });
  expect(eventWords(en, moved, names)).toBe("Dimas moved it from Discovery to Validation");
  expect(eventWords(id, moved, names)).toBe("Dimas memindahkannya dari Discovery ke Validation");
  const pushed = entry("deal.close_date_moved", { from: "2026-12-01", to: "2027-01-15" });
  expect(eventWords(en, pushed, names)).toBe("Dimas moved the close date from Dec 1 to Jan 15, 2027");
  expect(eventWords(en, entry("deal.lost", { reason: "Price", note: "Too dear" }), names)).toBe("Dimas marked it lost: Price – “Too dear”");
  expect(eventWords(en, entry("deal.transferred", { from: "u1", to: "u2" }), names)).toBe("Dimas transferred it from Dimas to Citra");
});

test("a merge is told on both sides, and so is its end", () => {
  expect(eventWords(en, entry("deal.merged", { into: "deal_1", reason: "Entered twice" }), names)).toBe("Dimas merged this deal into another that is the same – “Entered twice”");
  expect(eventWords(id, entry("deal.absorbed", { from: "deal_2" }), names)).toBe("Dimas menggabungkan deal lain ke deal ini");
  expect(eventWords(en, entry("deal.released", { from: "deal_2" }), names)).toBe("Dimas parted another deal from this one again");
  expect(kindOf(entry("deal.unmerged"))).toBe("moves");
});

test("a changed value tells the amount, many changes tell their fields", () => {
  const value = entry("deal.changed", { patch: { value: { amount: "2500000000", currency: "IDR" } } });
  expect(plain(eventWords(id, value, names))).toBe("Dimas menetapkan nilai Rp 2.500.000.000");
  expect(kindOf(value)).toBe("money");
  const several = entry("deal.changed", { patch: { segment: "x", region: "y", odd_field: 1 } });
  expect(eventWords(en, several, names)).toBe("Dimas changed the segment, the region, and odd_field");
  expect(kindOf(several)).toBe("facts");
});

test("a next step is planned, put off or cleared", () => {
  const next = (step: unknown) => entry("deal.changed", { patch: { next_step: step } });
  expect(eventWords(en, next({ text: "Call the CFO", day: "2026-12-01" }), names)).toBe("Dimas planned: Call the CFO, Dec 1");
  expect(eventWords(en, next({ day: "2026-12-08" }), names)).toBe("Dimas planned the next step for Dec 8");
  expect(eventWords(id, next(null), names)).toBe("Dimas menghapus langkah berikutnya");
});

test("an activity names what it was and who did it, not who wrote it down", () => {
  const call = entry("deal.activity_logged", { kind: "call", subject: "Price list", by: "u2" });
  expect(eventWords(en, call, names)).toBe("Call: Price list, by Citra");
  expect(eventWords(id, entry("deal.activity_logged", { kind: "meeting" }), names)).toBe("Rapat, oleh Dimas");
});

test("what is not known yet is shown by its name", () => {
  expect(eventWords(en, entry("deal.teleported"), names)).toBe("Dimas: deal.teleported");
  expect(eventWords(en, entry("deal.changed"), names)).toContain("Dimas");
  expect(eventWords(en, entry("deal.won", {}, ""), { ...names, user: () => "" })).toBe("The system marked it won");
});

test("evidence and overrides tell what and why", () => {
  expect(eventWords(en, entry("deal.evidence_attached", { note: "Budget mail" }), names)).toBe("Dimas attached evidence: Budget mail");
  expect(eventWords(en, entry("deal.evidence_withdrawn", { reason: "wrong year" }), names)).toBe("Dimas took evidence back: wrong year");
  const over = entry("deal.criteria_overridden", { reason: "the board has decided" });
  expect(eventWords(id, over, names)).toContain("the board has decided");
  expect(kindOf(over)).toBe("moves");
});
