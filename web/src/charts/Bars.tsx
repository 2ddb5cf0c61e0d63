import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { fillOf, type Deals, type Tone } from "./mark";

export type Bar = {
  key: string;
  label: string;
  value: number;
  /** The figure, written at the end of its bar. */
  text: string;
  /** Beside the figure, quieter. */
  note?: ReactNode;
  tone?: Tone;
  /** A second value to compare with, drawn as a tick. */
  against?: number;
  deals?: Deals;
};

/** Bars that lie: one row each, so that a name is never turned or cut where there is room. */
export function Bars({ bars, most = Math.max(...bars.map(({ value, against }) => Math.max(value, against ?? 0))) }: { bars: readonly Bar[]; most?: number }) {
  const share = (value: number) => `${most > 0 ? (Math.max(0, value) / most) * 100 : 0}%`;
  return (
    <ol className="flex flex-col">
      {bars.map(({ key, label, value, text, note, tone, against, deals }) => {
        const row = (
          <>
            <span className="truncate" title={label}>
              {label}
            </span>
            <svg aria-hidden className="h-3.5 w-full overflow-visible">
              <rect width={share(value)} height="14" rx="2" className={fillOf(tone)} />
              {against !== undefined && <rect x={share(against)} y="-2" width="2" height="18" className="fill-ink" />}
            </svg>
            <span className="num text-right whitespace-nowrap">
              <span className="font-medium">{text}</span>
              {note && <span className="ml-2 text-sm text-ink-2">{note}</span>}
            </span>
          </>
        );
        const grid = "grid min-h-7 grid-cols-[minmax(72px,160px)_minmax(40px,1fr)_auto] items-center gap-3 rounded-ctl px-1 pointer-coarse:min-h-11";
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
