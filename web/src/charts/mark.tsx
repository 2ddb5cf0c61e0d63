import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ListSearch } from "../frame/search";

/** Which deals are behind a mark: an address of the list. */
export type Deals = ListSearch & { as_of?: string };

/** Colour only where it means something; 1–6 are the ramp of the stages, for series without a meaning of their own. */
export type Tone = "plain" | "muted" | "won" | "lost" | "warn" | 1 | 2 | 3 | 4 | 5 | 6;

const FILLS: Record<Tone, string> = {
  plain: "fill-accent",
  muted: "fill-ink-3",
  won: "fill-won",
  lost: "fill-lost",
  warn: "fill-(--warn-mark)",
  1: "fill-(--s1)",
  2: "fill-(--s2)",
  3: "fill-(--s3)",
  4: "fill-(--s4)",
  5: "fill-(--s5)",
  6: "fill-(--s6)",
};
const STROKES: Record<Tone, string> = {
  plain: "stroke-accent",
  muted: "stroke-ink-3",
  won: "stroke-won",
  lost: "stroke-lost",
  warn: "stroke-(--warn-mark)",
  1: "stroke-(--s1)",
  2: "stroke-(--s2)",
  3: "stroke-(--s3)",
  4: "stroke-(--s4)",
  5: "stroke-(--s5)",
  6: "stroke-(--s6)",
};
export const fillOf = (tone: Tone = "plain") => FILLS[tone];
export const strokeOf = (tone: Tone = "plain") => STROKES[tone];

/** Tones that can be told apart for so many series: the deep end of the ramp first. */
export function tonesFor(count: number): Tone[] {
  const ramps: Tone[][] = [["plain"], [6, 2], [6, 4, 1], [6, 4, 2, 1], [6, 5, 3, 2, 1]];
  return ramps[Math.max(1, count) - 1] ?? [6, 5, 4, 3, 2, 1];
}

/** A mark that opens the deals behind it; just the mark where there are none to open. Also inside a drawing. */
export function MarkLink({ deals, label, className, children }: { deals?: Deals; label: string; className?: string; children: ReactNode }) {
  if (!deals) return <g role="img" aria-label={label} data-tip={label} className={className}>{children}</g>;
  return (
    <Link to="/deals" search={deals} aria-label={label} data-tip={label} className={className}>
      {children}
    </Link>
  );
}
