import { daysBefore } from "../reports/calendar";

// The sentences of the one rule language, as far as a page must take them
// apart: at the "and" between them, so that each can be shown and removed by
// itself. Whether a sentence means anything is the server's to say.

/** The parts of a filter between its outermost `&&`; one part where an outermost `||` holds it together. */
export function conjuncts(filter: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < filter.length; at++) {
    const letter = filter[at]!;
    if (letter === '"' || letter === "'") {
      at = endOfText(filter, at);
    } else if ("([{".includes(letter)) {
      depth++;
    } else if (")]}".includes(letter)) {
      depth--;
    } else if (depth === 0 && (filter.startsWith("||", at) || letter === "?")) {
      return filter.trim() ? [filter.trim()] : [];
    } else if (depth === 0 && filter.startsWith("&&", at)) {
      parts.push(filter.slice(from, at));
      from = at + 2;
      at++;
    }
  }
  parts.push(filter.slice(from));
  return parts.map((part) => part.trim()).filter(Boolean);
}

function endOfText(filter: string, start: number): number {
  for (let at = start + 1; at < filter.length; at++) {
    if (filter[at] === "\\") at++;
    else if (filter[at] === filter[start]) return at;
  }
  return filter.length;
}

/** Joins sentences with "and"; one that holds an outermost "or" is put in parentheses. */
export function allOf(parts: readonly string[]): string {
  const kept = parts.map((part) => part.trim()).filter(Boolean);
  return kept.length < 2 ? (kept[0] ?? "") : kept.map((part) => (hasOuterOr(part) ? `(${part})` : part)).join(" && ");
}

function hasOuterOr(part: string): boolean {
  return conjuncts(`${part} && true`).length === 1;
}

/** A text as the language writes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The dimension that the moments of a question of many are. */
export const MOMENT = "as_of";

/** Fields, and dimensions of reports, whose values follow each other in time. */
export function isTime(field: string): boolean {
  return field === MOMENT || /_(week|month|quarter|year)$/.test(field);
}

/** `field operator value`, where a sentence is as simple as that. */
export type Simple = { field: string; operator: string; value: string };

export function simple(sentence: string): Simple | null {
  const holds = /^("[^"\\]*")\s+in\s+deal\.([\w.]+)$/.exec(sentence.trim());
  if (holds) return { field: holds[2]!, operator: "==", value: holds[1]!.slice(1, -1) };
  const match = /^deal\.([\w.]+)\s*(==|!=|<=|>=|<|>)\s*(.+)$/s.exec(sentence.trim());
  if (!match) return null;
  const value = literal(match[3]!.trim());
  return value === null ? null : { field: match[1]!, operator: match[2]!, value };
}

/** Stages that a deal passed, and the days between which it began to: as reports write which deals are behind a conversion. */
export type Passed = { stages: string[]; from: string; last: string };

export function passed(sentence: string): Passed | null {
  const match = /^deal\.(?:stage_visits|stages_reached|stage_ends)\.exists\(at, at >= "([^"@]+)@([\d-]*)" && at < "([^"@]+?)(?:A|@([\d-]+))"\)$/.exec(sentence.trim());
  if (!match || match[1] !== match[3]) return null;
  return { stages: match[1]!.split(">"), from: match[2]!, last: match[4] ? daysBefore(match[4], 1) : "" };
}

/** The sentences of which one must be true: `(a || b || false)` is a or b. */
export function alternatives(sentence: string): string[] {
  const bare = sentence.trim();
  const inner = bare.startsWith("(") && conjuncts(bare.slice(1, -1)).length === 1 ? bare.slice(1, -1) : bare;
  const parts: string[] = [];
  let rest = inner;
  // An "or" is the outermost one where what stands before it is whole.
  for (let at = rest.indexOf("||"); at >= 0; at = rest.indexOf("||", at + 2)) {
    if (!isWhole(rest.slice(0, at))) continue;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 2);
    at = -2;
  }
  return [...parts, rest].map((part) => part.trim()).filter((part) => part !== "" && part !== "false");
}

/** True where every text, bracket and parenthesis that is opened is closed. */
function isWhole(part: string): boolean {
  let depth = 0;
  for (let at = 0; at < part.length; at++) {
    if (part[at] === '"' || part[at] === "'") {
      at = endOfText(part, at);
      if (at === part.length) return false;
    } else if ("([{".includes(part[at]!)) depth++;
    else if (")]}".includes(part[at]!)) depth--;
  }
  return depth === 0;
}

function literal(written: string): string | null {
  if (/^-?\d+(\.\d+)?$/.test(written) || written === "true" || written === "false") return written;
  if (written[0] !== '"' && written[0] !== "'") return null;
  if (endOfText(written, 0) !== written.length - 1) return null;
  try {
    // A text in single quotes is one in double quotes whose quotes are escaped the other way round.
    return JSON.parse(written[0] === '"' ? written : `"${written.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`) as string;
  } catch {
    return null;
  }
}
