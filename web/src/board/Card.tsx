import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { Ellipsis } from "lucide-react";
import { memo, useEffect, useRef } from "react";
import { titleOf } from "../actions/act";
import { dragging, flashes } from "../live/intake";
import { Avatar } from "../parts/controls";
import { useStore } from "../parts/store";
import { initials, wholeDays } from "../text/format";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { focused } from "./layout";
import { NextStepIcon, nextStepWords, stalledWords } from "./NextStep";

const EDGES = { none: "border-line", warn: "border-line", stalled: "border-lost/45" } as const;
const BARS = { none: "", warn: "bg-(--warn-mark)", stalled: "bg-lost" } as const;
const DAYS = { none: "text-ink-3", warn: "text-warn", stalled: "text-lost font-medium" } as const;

/** The element that starts a drag and finds its deal again on the drop. */
export const cardData = (deal: Deal) => ({ type: "card", deal });

export const Card = memo(function Card({
  deal,
  movable,
  tabStop,
  onMenu,
}: {
  deal: Deal;
  movable: boolean;
  tabStop: boolean;
  onMenu: (deal: Deal, anchor: HTMLElement) => void;
}) {
  const text = useText();
  const { t, count, short, full, day, whole } = text;
  const element = useRef<HTMLElement>(null);
  const latest = useRef(deal);
  latest.current = deal;
  const held = useStore(dragging, (id) => id === deal.id);
  const changedBy = useStore(flashes, (names) => names.get(deal.id));

  useEffect(() => {
    if (!movable || !element.current) return;
    return draggable({ element: element.current, getInitialData: () => cardData(latest.current) });
  }, [movable]);

  const next = nextStepWords(text, deal.next_step);
  const days = wholeDays(deal.days_in_stage);
  const stalled = stalledWords(text, deal);
  const label = t("card.label", {
    company: titleOf(deal),
    deal: deal.name,
    value: full(deal.value),
    days: deal.stalled === "none" ? count("stalled.days", days) : `${t(`stalled.${deal.stalled}`)}, ${count("stalled.days", days)}`,
    next,
  });

  return (
    <article
      ref={element}
      data-card={deal.id}
      aria-label={label}
      aria-description={deal.stalled === "none" ? undefined : stalled}
      tabIndex={tabStop ? 0 : -1}
      onFocus={() => focused.set(deal.id)}
      className={`group relative flex h-21 flex-col justify-between overflow-hidden rounded-card border bg-surface focus-visible:-outline-offset-2 px-3 pt-2 pb-2 select-none hover:border-line-strong ${EDGES[deal.stalled]} ${held ? "opacity-40" : ""} ${changedBy === undefined ? "" : "flash"}`}
    >
      {deal.stalled !== "none" && <span aria-hidden className={`absolute inset-y-1.5 left-0 w-0.75 rounded-r-full ${BARS[deal.stalled]}`} />}
      <div className="min-w-0 pr-6">
        <p className="truncate leading-4.5 font-medium">{titleOf(deal)}</p>
        <p className="truncate text-sm text-ink-2">{deal.account_name ? deal.name : "\u00a0"}</p>
      </div>
      <div className="num flex items-center gap-1.5 text-sm">
        <span className="font-medium whitespace-nowrap" data-tip={full(deal.value)}>
          {short(deal.value)}
        </span>
        <span className="ml-0.5 min-w-0 flex-1 truncate text-ink-2">{deal.close_date ? day(deal.close_date) : t("card.nodate")}</span>
        <span className={`whitespace-nowrap ${DAYS[deal.stalled]}`} data-tip={stalled}>
          {t("card.days", { n: whole(days) })}
        </span>
        <NextStepIcon step={deal.next_step} words={next} />
        <Avatar letters={initials(deal.owner_name ?? "") || "–"} name={deal.owner_name || t("card.unowned")} />
      </div>
      <button
        type="button"
        tabIndex={tabStop ? 0 : -1}
        aria-label={t("card.menu", { deal: titleOf(deal) })}
        aria-haspopup="menu"
        onClick={(event) => onMenu(deal, event.currentTarget)}
        className="absolute top-1.5 right-1.5 grid size-6 place-items-center rounded-ctl text-ink-2 hover:bg-hover pointer-coarse:size-11"
      >
        <Ellipsis size={15} aria-hidden />
      </button>
      {changedBy && (
        <span className="absolute top-1.5 right-8 max-w-52 truncate rounded-full bg-accent px-2 text-xs leading-5 text-on-accent">
          {t("card.changed", { name: changedBy })}
        </span>
      )}
    </article>
  );
});
