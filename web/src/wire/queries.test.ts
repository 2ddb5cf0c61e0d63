import { expect, test, vi } from "vitest";
import type { Report } from "./client";

vi.stubGlobal("document", { documentElement: { lang: "en", dataset: {} } });
const { readTotals } = await import("./queries");
const { readPipeline } = await import("./client");

const money = (amount: string) => ({ amount, currency: "IDR" });
const report = (names: string[], rows: unknown[][]) => ({ columns: names.map((name) => ({ name, type: "x" })), rows }) as unknown as Report;

test("a report is read by the names of its columns, in any order", () => {
  const totals = readTotals(report(["count", "news", "stage", "weighted_value", "value", "stalled"], [[3, "x", "stage_1", money("9"), money("27"), 1]]));
  expect(totals.get("stage_1")).toEqual({ stage: "stage_1", count: 3, value: money("27"), weighted: money("9"), stalled: 1, probability: null });
});

test("a probability comes with its n, its source and its interval", () => {
  const names = ["stage", "probability", "probability_n", "probability_source", "probability_low", "probability_high"];
  const totals = readTotals(report(names, [["stage_1", 0.34, 213, "stage", 0.3, 0.39], ["stage_2", null, 0, "", null, null]]));
  expect(totals.get("stage_1")?.probability).toEqual({ p: 0.34, n: 213, source: "stage", low: 0.3, high: 0.39 });
  expect(totals.get("stage_2")?.probability).toBeNull();
});

test("an empty report has no stages", () => {
  expect(readTotals(report(["stage"], [])).size).toBe(0);
});

test("a retired stage is no column", () => {
  const pipeline = readPipeline({
    id: "pipe_1",
    name: "Enterprise",
    version: 1,
    created_at: "",
    stages: [{ id: "a", name: "A" }, { id: "b", name: "B", retired: true }, { id: "c", name: "C", sub_stages: [{ id: "s", name: "Sent" }] }],
  });
  expect(pipeline.stages.map(({ id }) => id)).toEqual(["a", "c"]);
  expect(pipeline.stages[1]!.steps.get("s")).toBe("Sent");
  expect(pipeline.lost_reasons).toEqual([]);
});
