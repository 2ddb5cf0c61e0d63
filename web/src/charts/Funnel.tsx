import { Link } from "@tanstack/react-router";
import { fillOf, type Deals, type Tone } from "./mark";

export type Rung = { key: string; label: string; value: number; text: string; note: string; tone?: Tone; deals?: Deals };

/** How many come how far: bars around one middle, so that what is lost on the way is seen on both sides. */
export function Funnel({ rungs }: { rungs: readonly Rung[] }) {
  const most = Math.max(1, ...rungs.map(({ value }) => value));
  return (
    <ol className="flex flex-col">
      {rungs.map(({ key, label, value, text, note, tone, deals }, index) => {
        const share = (value / most) * 100;
        const row = (
          <>
            <span className="truncate" title={label}>
              {label}
            </span>
            <svg aria-hidden className="h-6 w-full">
              <rect x={`${(100 - share) / 2}%`} width={`${share}%`} height="24" rx="2" className={tone ? fillOf(tone) : fillOf(tonesOf(index))} />
            </svg>
            <span className="num whitespace-nowrap">
              <span className="inline-block w-14 text-right font-medium">{text}</span>
              <span className="ml-3 inline-block w-44 text-sm text-ink-2 max-md:hidden">{note}</span>
            </span>
          </>
        );
        const grid = "grid min-h-8 grid-cols-[minmax(72px,160px)_minmax(40px,1fr)_auto] items-center gap-3 rounded-ctl px-1 pointer-coarse:min-h-11";
        return (
          <li key={key}>
            {deals ? (
              <Link to="/deals" search={deals} className={`${grid} hover:bg-hover`}>
                {row}
              </Link>
            ) : (
              <div className={grid}>{row}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The ramp of the stages, as their marks have it. */
const tonesOf = (index: number) => Math.min(index + 1, 6) as Tone;
