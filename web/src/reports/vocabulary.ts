import { ALL } from "../frame/search";
import { allOf, quoted } from "../frame/expression";
import type { Deals } from "../charts/mark";
import type { Cell } from "./answer";
import type { Days } from "./Period";

/** What can be asked for, in the order in which people look for it. */
export const MEASURES = ["count", "open", "value", "weighted_value", "won", "won_value", "lost", "lost_value", "win_rate", "win_rate_value", "stalled"] as const;
export type Measure = (typeof MEASURES)[number];

export const DIMENSIONS = [
  "pipeline",
  "stage",
  "canonical_stage",
  "sub_stage",
  "owner",
  "team",
  "account",
  "segment",
  "region",
  "channel",
  "source",
  "category",
  "outcome",
  "lost_reason",
  "created_month",
  "created_quarter",
  "close_month",
  "close_quarter",
  "closed_month",
  "closed_quarter",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What a page asks of its deals, as the address says it. */
export type Asked = { pipeline: string; q?: string; owner?: string; filter?: string; as_of?: string };

/** One group of an answer: its dimension and its key; a key of null are the deals that have none. */
export type Group = { dimension: string; key: string | null };

/** The deals of some groups as an address of the list. */
export function dealsOf(asked: Asked, groups: readonly Group[], measure?: string): Deals {
  const pipeline = groups.find(({ dimension }) => dimension === "pipeline")?.key ?? (asked.pipeline || ALL);
  const sentences = groups.filter(({ dimension }) => dimension !== "pipeline").map(({ dimension, key }) => `deal.${dimension} == ${quoted(key ?? "")}`);
  const { outcome, sentence } = counted(measure);
  return {
    pipeline,
    outcome,
    ...(asked.q && { q: asked.q }),
    ...(asked.owner && { owner: asked.owner }),
    ...(asked.as_of && { as_of: asked.as_of }),
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
    case "won":
    case "won_value":
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
