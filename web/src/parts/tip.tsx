import { useEffect, useState } from "react";

type Shown = { text: string; x: number; y: number; below: boolean };

/**
 * One tooltip for the whole page. Any element with `data-tip` has one, at the
 * price of an attribute: a component per card would cost thousands of nodes.
 * What a tip says must also be in the element's accessible name or description.
 */
export function Tip() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let owner: Element | null = null;
    const hide = () => {
      clearTimeout(timer);
      owner = null;
      setShown(null);
    };
    const show = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest("[data-tip]") : null;
      if (target === owner) return;
      hide();
      if (!target) return;
      owner = target;
      timer = setTimeout(
        () => {
          const text = target.getAttribute("data-tip");
          if (!text || !target.isConnected) return;
          const box = target.getBoundingClientRect();
          const below = box.top < 120;
          setShown({ text, below, x: Math.min(Math.max(box.left + box.width / 2, 150), innerWidth - 150), y: below ? box.bottom + 6 : box.top - 6 });
        },
        event.type === "focusin" ? 0 : 350,
      );
    };
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    document.addEventListener("pointerover", show);
    document.addEventListener("focusin", show);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("scroll", hide, true);
    document.addEventListener("keydown", onKey);
    return () => {
      hide();
      document.removeEventListener("pointerover", show);
      document.removeEventListener("focusin", show);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("scroll", hide, true);
      document.removeEventListener("keydown", onKey);
    };
  }, []);
  if (!shown) return null;
  return (
    <div
      role="tooltip"
      className={`pointer-events-none fixed z-60 max-w-72 -translate-x-1/2 rounded-ctl bg-primary px-2 py-1 text-sm whitespace-pre-line text-on-primary shadow-pop ${shown.below ? "" : "-translate-y-full"}`}
      style={{ left: shown.x, top: shown.y }}
    >
      {shown.text}
    </div>
  );
}
