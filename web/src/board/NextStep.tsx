import { CalendarClock, CircleAlert, CircleDashed, CircleDot } from "lucide-react";
import { wholeDays } from "../text/format";
import type { Text } from "../text/useText";
import type { Deal } from "../wire/client";

const LOOKS = {
  overdue: { Icon: CircleAlert, className: "text-lost" },
  today: { Icon: CalendarClock, className: "text-won" },
  none: { Icon: CircleDashed, className: "text-warn" },
  planned: { Icon: CircleDot, className: "text-ink-3" },
} as const;

/** The next step in words: what the icon only hints at. */
export function nextStepWords({ t, day }: Text, step: Deal["next_step"]): string {
  if (!step) return t("next.none");
  if (step.state === "today") return t("next.today", { text: step.text });
  return t(step.state === "overdue" ? "next.overdue" : "next.planned", { text: step.text, day: step.day ? day(step.day) : "–" });
}

export function NextStepIcon({ step, words }: { step: Deal["next_step"]; words: string }) {
  const { Icon, className } = LOOKS[step?.state ?? "none"];
  return (
    <span data-tip={words} className={`shrink-0 ${className}`}>
      <Icon size={15} strokeWidth={1.8} aria-hidden />
    </span>
  );
}

/** How long it stands, how long it may, who says so, and since when: the whole story behind an amber or red bar. */
export function stalledWords({ t, count, decimal, fullDay, dayOf }: Text, deal: Deal): string {
  const limit =
    deal.stall_limit_days == null
      ? t("stalled.limit.none")
      : t(deal.stall_limit_source === "set" ? "stalled.limit.set" : "stalled.limit.history", { n: decimal(deal.stall_limit_days) });
  const lines = [
    ...(deal.stalled === "none" ? [] : [t(`stalled.${deal.stalled}`)]),
    count("stalled.days", wholeDays(deal.days_in_stage)),
    limit,
    t("stalled.since", { day: fullDay(dayOf(deal.stage_since)) }),
  ];
  return lines.join("\n");
}
