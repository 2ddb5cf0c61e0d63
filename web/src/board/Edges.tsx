import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useState, type RefObject } from "react";
import { useText } from "../text/useText";
import type { Stage } from "../wire/client";

type Hidden = { before: string[]; after: string[] };
const NONE: Hidden = { before: [], after: [] };
/** A column that shows all but this is not cut off: its edge is air. */
const AIR = 12;

/**
 * Where the board goes on beyond an edge: a shade over the cut, and a button
 * that names the stages there. A scrollbar that hides itself says nothing.
 */
export function Edges({ scroller, stages }: { scroller: RefObject<HTMLDivElement | null>; stages: readonly Stage[] }) {
  const { t } = useText();
  const hidden = useHidden(scroller, stages);
  const go = (step: 1 | -1) => {
    const element = scroller.current!;
    const column = element.querySelector<HTMLElement>("[data-stage]:last-of-type")?.offsetWidth ?? element.clientWidth;
    // Whole columns, as many as fit; snapping and the browser's own limits do the rest.
    const by = Math.max(1, Math.floor(element.clientWidth / column) - 1) * column;
    element.scrollBy({ left: step * by, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  };
  return (
    <>
      {hidden.before.length > 0 && <Edge side="left" label={t("board.before", { stages: hidden.before.join(", ") })} onGo={() => go(-1)} />}
      {hidden.after.length > 0 && <Edge side="right" label={t("board.further", { stages: hidden.after.join(", ") })} onGo={() => go(1)} />}
    </>
  );
}

function Edge({ side, label, onGo }: { side: "left" | "right"; label: string; onGo: () => void }) {
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <div
      className={`pointer-events-none absolute inset-y-0 z-10 flex w-14 items-center from-bg max-md:hidden to-transparent ${side === "left" ? "left-0 justify-start bg-linear-to-r pl-2" : "right-0 justify-end bg-linear-to-l pr-2"}`}
    >
      <button
        type="button"
        aria-label={label}
        data-tip={label}
        data-edge={side}
        onClick={onGo}
        className="pointer-events-auto grid size-7 place-items-center rounded-full border border-line-strong bg-surface text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-11"
      >
        <Icon size={16} aria-hidden />
      </button>
    </div>
  );
}

function useHidden(scroller: RefObject<HTMLDivElement | null>, stages: readonly Stage[]): Hidden {
  const [hidden, setHidden] = useState(NONE);
  useEffect(() => {
    const element = scroller.current!;
    const look = () => {
      const box = element.getBoundingClientRect();
      const now: Hidden = { before: [], after: [] };
      for (const column of element.querySelectorAll<HTMLElement>("[data-stage]")) {
        const { left, right } = column.getBoundingClientRect();
        const name = stages.find(({ id }) => id === column.dataset.stage)?.name ?? "";
        if (right > box.right + AIR) now.after.push(name);
        else if (left < box.left - AIR) now.before.push(name);
      }
      setHidden((was) => (was.before.join() === now.before.join() && was.after.join() === now.after.join() ? was : now));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    for (const column of element.children) sizes.observe(column); // folding one changes what fits
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, stages]);
  return hidden;
}
