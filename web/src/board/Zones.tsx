import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useEffect, useRef, useState } from "react";
import { dragging } from "../live/intake";
import { useStore } from "../parts/store";
import { useText } from "../text/useText";

/** Won and Lost: there only while a card is in the hand, so that nobody closes a deal by accident. */
export function Zones() {
  const held = useStore(dragging);
  if (!held) return null;
  return (
    <div className="pointer-events-none absolute inset-x-4 bottom-4 z-20 flex gap-3">
      <Zone outcome="won" />
      <Zone outcome="lost" />
    </div>
  );
}

const LOOKS = {
  won: { idle: "border-won bg-won-soft text-won", over: "border-won bg-won text-surface" },
  lost: { idle: "border-lost bg-lost-soft text-lost", over: "border-lost bg-lost text-surface" },
} as const;

function Zone({ outcome }: { outcome: "won" | "lost" }) {
  const { t } = useText();
  const element = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useEffect(
    () =>
      dropTargetForElements({
        element: element.current!,
        getData: () => ({ outcome }),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
      }),
    [outcome],
  );
  return (
    <div
      ref={element}
      data-zone={outcome}
      className={`rise pointer-events-auto grid h-14 flex-1 place-items-center rounded-card border border-dashed font-semibold ${LOOKS[outcome][over ? "over" : "idle"]}`}
    >
      {t(`zone.${outcome}`)}
    </div>
  );
}
