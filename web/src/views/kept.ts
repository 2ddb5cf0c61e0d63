import { allOf, conjuncts, quoted, simple } from "../frame/expression";
import { ALL, type Outcome } from "../frame/search";
import type { Kept, View } from "./views";

// What a page asks, in the words of a view, and back: the two must agree, or a
// view that was just kept would seem changed.

/** A question in the place of another: what it does not say any more is taken out. */
export function instead(before: Kept | undefined, after: Kept): Kept {
  const gone = Object.keys(before ?? {}).filter((name) => !(name in after));
  return { ...(Object.fromEntries(gone.map((name) => [name, null])) as Kept), ...after };
}

/** True for two questions that ask the same, whatever the order of their members. */
export function same(a: Kept | undefined, b: Kept | undefined): boolean {
  const written = (kept: Kept = {}) => JSON.stringify(Object.entries(kept).filter(([, value]) => value !== undefined && value !== "" && value !== 0).sort(([x], [y]) => (x < y ? -1 : 1)));
  return written(a) === written(b);
}

const DRAWN = { bar: "bars", line: "lines", table: "none" } as const;
const KEPT = { bars: "bar", lines: "line", none: "table" } as const;

/** What a list is about; how its deals ended is part of what selects them. */
export function keptList({ pipeline, q, owner, filter, sort }: { pipeline: string; q?: string; owner?: string; filter?: string; sort?: string }, outcome: Outcome | "any"): Kept {
  const all = allOf([...(outcome === "any" ? [] : [`deal.outcome == ${quoted(outcome)}`]), ...conjuncts(filter ?? "")]);
  return members({ pipeline, q, owner, sort, filter: all });
}

type Explored = { pipeline?: string; q?: string; owner?: string; filter?: string; compare_to?: string; value_kind?: string; every?: string; from?: string; measures: readonly string[]; groups: readonly string[]; chart?: keyof typeof KEPT };

export function keptAnswer({ measures, groups, chart, ...rest }: Explored): Kept {
  return members({ ...rest, measures: [...measures], ...(groups.length > 0 && { group_by: [...groups] }), chart: chart && KEPT[chart] });
}

/** Only what says something: an empty word asks the same as none. */
export function members(kept: Kept): Kept {
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== ""));
}

/** The outcome is a menu of its own on the list, and one sentence of the question. */
function outcomeApart(filter: string | undefined): { outcome: Outcome | "any"; filter?: string } {
  const parts = conjuncts(filter ?? "");
  const at = parts.findIndex((part) => {
    const read = simple(part);
    return read?.field === "outcome" && read.operator === "==";
  });
  const outcome = at < 0 ? "any" : (simple(parts[at]!)!.value as Outcome);
  return { outcome, filter: allOf(parts.filter((_, index) => index !== at)) || undefined };
}

/** The pages of reports that have a name of their own in the API and share a screen here. */
const SCREENS: Record<string, string> = { funnel: "conversion", winrate: "winloss", behaviours: "winloss", sources: "winloss", ageing: "stalled", quality: "health" };

/** The address that asks the question of a view. */
export function addressOf({ id, page, question = {} }: Pick<View, "id" | "page" | "question">): { to: string; search: Record<string, string | undefined> } {
  const { pipeline, q, owner, filter, sort, period, compare_to, value_kind, every, measures, group_by, chart, from, to } = question;
  const asked = { view: id, pipeline, q, owner };
  switch (page) {
    case "start":
    case "dashboard":
      return { to: "/home", search: { view: id } };
    case "board":
    case "pipeline":
      return { to: "/", search: { ...asked, sort } };
    case "deals":
    case "accounts":
      return { to: "/deals", search: { ...asked, pipeline: pipeline || ALL, sort, ...outcomeApart(filter) } };
    case "explorer":
      return {
        to: "/reports/explore",
        search: { ...asked, filter, compare_to, value_kind, every, m: measures?.join(","), by: group_by?.join(",") || (measures ? "none" : undefined), chart: chart && DRAWN[chart as keyof typeof DRAWN] },
      };
    case "forecast":
      return { to: "/forecast", search: { view: id, pipeline, owner, period } };
    default:
      return { to: `/reports/${SCREENS[page] ?? page}`, search: { ...asked, filter, period, from, to } };
  }
}
