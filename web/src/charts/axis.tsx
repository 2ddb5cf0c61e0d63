import type { ReactNode } from "react";
import type { Scale } from "./scale";

/** Gridlines across the drawing, each with its value at the left edge; the one at zero is the baseline. */
export function ValueAxis({ at, y, left, right, say }: { at: readonly number[]; y: Scale; left: number; right: number; say: (value: number) => string }) {
  return (
    <g aria-hidden>
      {at.map((value) => (
        <g key={value}>
          <line x1={left} x2={right} y1={crisp(y(value))} y2={crisp(y(value))} className={value === 0 ? "stroke-line-strong" : "stroke-line"} />
          <text x={left - 8} y={y(value)} dy="0.32em" textAnchor="end" className="num fill-ink-2 text-xs">
            {say(value)}
          </text>
        </g>
      ))}
    </g>
  );
}

/** A word under the drawing. */
export function Below({ x, y, children, anchor = "middle" }: { x: number; y: number; children: ReactNode; anchor?: "start" | "middle" | "end" }) {
  return (
    <text aria-hidden x={x} y={y} textAnchor={anchor} className="num fill-ink-2 text-xs">
      {children}
    </text>
  );
}

/** A line of one pixel lies on a pixel. */
export function crisp(at: number): number {
  return Math.round(at) + 0.5;
}

/** About how wide a text of the small size is, for drawings that must know before they are drawn: capitals and digits are wide, marks and blanks narrow. */
export function widthOf(text: string): number {
  return [...text].reduce((width, letter) => width + (/[\p{Lu}\p{Nd}\p{Sc}%+–]/u.test(letter) ? 7.6 : /[\s\p{P}]/u.test(letter) ? 3.5 : 6.3), 0);
}

/** A text that fits so many pixels, cut with an ellipsis where it must be; its whole stands in the tip and the table. */
export function fitting(text: string, width: number): string {
  const letters = Math.floor(width / 6.1);
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}
