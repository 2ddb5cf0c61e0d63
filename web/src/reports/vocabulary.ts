import { ALL } from "../frame/search";
import { daysOfWeek } from "./calendar";
import { allOf, MOMENT, quoted } from "../frame/expression";
import type { Deals } from "../charts/mark";
import type { Cell } from "./answer";
import type { Days } from "./Period";

/** What can be asked for, in the order in which people look for it. */
export const MEASURES = [
  "count",
  "open",
  "value",
  "weighted_value",
  "won",
  "won_value",
  "won_value_mean",
  "lost",
  "lost_value",
  "win_rate",
  "win_rate_value",
  "cycle_days_p50",
  "cycle_days_mean",
  "stage_days_p50",
  "stage_days_p80",
  "stage_days_mean",
  "age_days_p50",
  "age_days_mean",
  "stalled",
  "pushes",
  "slipped",
  "slippage_rate",
] as const;
export type Measure = (typeof MEASURES)[number];

export const DIMENSIONS = [
  "pipeline",
  "stage",
  "canonical_stage",
  "sub_stage",
  "owner",
  "team",
  "account",
  "product",
  "competitor",
  "value_band",
  "segment",
  "region",
  "channel",
  "source",
  "category",
  "outcome",
  "lost_reason",
  "created_week",
  "created_month",
  "created_quarter",
  "close_week",
  "close_month",
  "close_quarter",
  "closed_week",
  "closed_month",
  "closed_quarter",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a page asks of its deals, as the address says it. */
export type Asked = { pipeline: string; q?: string; owner?: string; filter?: string; as_of?: string };

/** One group of an answer: its dimension and its key; a key of null are the deals that have none. */
export type Group = { dimension: string; key: string | null };

/** A sentence that is true of the deals of a group; null where the language has no words for it. */
function sentenceFor({ dimension, key }: Group): string | null {
  switch (dimension) {
    case "value_band": // of the reporting currency, which an expression over one deal does not know
      return null;
    case "product":
    case "competitor":
      return key === null ? `size(deal.${dimension}s) == 0` : `${quoted(key)} in deal.${dimension}s`;
    case "created_week":
    case "closed_week":
    case "close_week": {
      const day = dimension === "close_week" ? "close_date" : dimension.replace("week", "day");
      if (key === null) return `deal.${day} == ""`;
      const [monday, sunday] = daysOfWeek(key);
      return `deal.${day} >= ${quoted(monday)} && deal.${day} <= ${quoted(sunday)}`;
    }
  }
  return `deal.${dimension} == ${quoted(key ?? "")}`;
}

/** The deals of some groups as an address of the list; nothing where they cannot be said. */
export function dealsOf(asked: Asked, groups: readonly Group[], measure?: string): Deals | undefined {
  const pipeline = groups.find(({ dimension }) => dimension === "pipeline")?.key ?? (asked.pipeline || ALL);
  const sentences: string[] = [];
  for (const group of groups) {
    if (group.dimension === "pipeline" || group.dimension === MOMENT) continue;
    const sentence = sentenceFor(group);
    if (sentence === null) return undefined;
    sentences.push(sentence);
  }
  const { outcome, sentence } = counted(measure);
  const as_of = groups.find(({ dimension }) => dimension === MOMENT)?.key ?? asked.as_of;
  return {
    pipeline,
    outcome,
    ...(asked.q && { q: asked.q }),
    ...(asked.owner && { owner: asked.owner }),
    ...(as_of && { as_of }),
    ...sentenceOf([asked.filter ?? "", ...sentences, sentence ?? ""]),
  };
}

/** The deals behind a figure of a named report, which says itself which they are. */
export function behind(asked: Asked, sentence: Cell, outcome: NonNullable<Deals["outcome"]> = "any"): Deals {
  return {
    pipeline: asked.pipeline || ALL,
    outcome,
    ...(asked.q && { q: asked.q }),
    ...(asked.owner && { owner: asked.owner }),
    ...(asked.as_of && { as_of: asked.as_of }),
    ...sentenceOf([asked.filter ?? "", typeof sentence === "string" ? sentence : ""]),
  };
}

/** A sentence that is true of deals created, closed or expected to close on some days; null where the name of a period does not say which. */
export function within({ from, to, period }: Days, what: "created" | "closed" | "close"): string | null {
  if (period) {
    const part = /-Q\d$/.test(period) ? "quarter" : /^\d{4}-\d{2}$/.test(period) ? "month" : null;
    return part && `deal.${what}_${part} == ${quoted(period)}`;
  }
  const day = what === "close" ? "close_date" : `${what}_day`;
  return allOf([from ? `deal.${day} >= ${quoted(from)}` : "", to ? `deal.${day} <= ${quoted(to)}` : ""]);
}

function sentenceOf(parts: readonly string[]): { filter?: string } {
  const filter = allOf(parts);
  return filter ? { filter } : {};
}

/** Which deals a measure counts, among those of its group. */
function counted(measure: string | undefined): { outcome: NonNullable<Deals["outcome"]>; sentence?: string } {
  switch (measure) {
    case "open":
    case "value":
    case "weighted_value":
      return { outcome: "open" };
    case "stalled":
      return { outcome: "open", sentence: 'deal.stalled == "stalled"' };
    case "age_days_p50":
    case "age_days_mean":
      return { outcome: "open" };
    case "won":
    case "won_value":
    case "won_value_mean":
    case "cycle_days_p50":
    case "cycle_days_mean":
      return { outcome: "won" };
    case "lost":
    case "lost_value":
      return { outcome: "lost" };
    case "win_rate":
    case "win_rate_value":
      return { outcome: "any", sentence: 'deal.outcome != "open"' };
    default:
      return { outcome: "any" };
  }
}
