import type { Problem } from "../wire/problem";

/** The line of a sentence around the place where the server stopped understanding it; null where it named none. */
export function placeOf(problem: Pick<Problem, "message" | "about">, sentence: string): { before: string; at: string; after: string } | null {
  // In both languages the place is told first, as two numbers: line 1, column 6.
  const told = /^\D*(\d+)\D+(\d+):/.exec(problem.about("/filter") ?? problem.message);
  if (!told) return null;
  const line = sentence.split("\n")[Number(told[1]) - 1];
  if (line === undefined) return null;
  const from = Math.min(Number(told[2]) - 1, line.length);
  const word = /^[\w.]+|^./.exec(line.slice(from))?.[0] ?? "";
  // At the very end something is missing: the mark stands behind the last letter.
  return { before: line.slice(0, from), at: word || " ", after: line.slice(from + word.length) };
}
