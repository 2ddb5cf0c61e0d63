import { expect, test } from "vitest";
import { asProblem, Problem } from "./problem";

test("the server's own words win over ours", () => {
  expect(new Problem(422, { title: "Invalid", detail: "The day is not a date." }).message).toBe("The day is not a date.");
  expect(new Problem(500, {}).message).toBe("500");
});

test("a pointer finds its field, and no other", () => {
  const problem = new Problem(422, {
    errors: [
      { pointer: "/value/amount", code: "range", detail: "Too large" },
      { pointer: "/close_date", code: "day", detail: "Not a day" },
    ],
  });
  expect(problem.about("/value")).toBe("Too large");
  expect(problem.about("/close_date")).toBe("Not a day");
  expect(problem.about("/close")).toBeUndefined();
});

test("only a stale write tells the current version", () => {
  const current = { version: 7, changed_by: "user_1", changed_at: "2026-11-23T00:00:00Z" };
  expect(new Problem(412, { current }).current).toEqual(current);
  expect(new Problem(409, { current }).current).toBeUndefined();
});

test("a lost connection may be tried again, a refusal may not", () => {
  expect(asProblem(new TypeError("Failed to fetch")).passing).toBe(true);
  expect(new Problem(503, {}).passing).toBe(true);
  expect(new Problem(409, {}).passing).toBe(false);
});
