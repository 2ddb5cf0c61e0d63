import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { apart, labelled, linear, ticks } from "./scale";
import { Below, crisp, fitting, ValueAxis, widthOf } from "./axis";
import { strokeOf, tonesFor, fillOf } from "./mark";
import type { Series } from "./Columns";
import { useWidth } from "./useWidth";

const HEIGHT = 240;
const TOP = 12;
const BOTTOM = 24;
const NAME = 150;

export type Line = Series & {
  /** One for each place of the axis; null where nothing is known. */
  values: readonly (number | null)[];
  texts: readonly string[];
  dashed?: boolean;
};

/**
 * Lines over places in order, each with its name at its end. The drawing takes
 * the focus, and the arrow keys walk along it: what stands at each place is
 * said aloud and written above.
 */
export function Lines({ places, lines, say, title }: { places: readonly string[]; lines: readonly Line[]; say: (value: number) => string; title: string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const at = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const left = Math.max(...at.map((value) => widthOf(say(value)))) + 12;
  const right = width - (lines.length > 1 ? Math.min(NAME, width / 4) : 16);
  const x = linear([0, Math.max(1, places.length - 1)], [left, right]);
  const y = linear([at[0]!, at.at(-1)!], [HEIGHT - BOTTOM, TOP]);
  const tones = tonesFor(lines.length);
  const named = labelled(places.length, right - left, Math.max(...places.map(widthOf)) + 16);
  const ends = lines.map(({ values }) => values.findLastIndex((value) => value !== null));
  const names = apart(lines.map(({ values }, index) => y(values[ends[index]!] ?? 0)), 14, HEIGHT - BOTTOM);
  const walk = (event: KeyboardEvent) => {
    const last = places.length - 1;
    const now = cursor ?? (event.key === "ArrowLeft" ? places.length : -1);
    const next = { ArrowRight: Math.min(last, now + 1), ArrowLeft: Math.max(0, now - 1), Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
  };
  const point = (event: PointerEvent<SVGElement>) => {
    const inside = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const nearest = Math.round(((inside - left) / Math.max(1, right - left)) * (places.length - 1));
    setCursor(Math.min(places.length - 1, Math.max(0, nearest)));
  };
  return (
    <div>
      <p role="status" className="num flex min-h-5 flex-wrap gap-x-4 text-sm text-ink-2">
        {cursor !== null && (
          <>
            <span className="font-medium text-ink">{places[cursor]}</span>
            {lines.map(({ key, name, texts }) => (
              <span key={key}>
                {lines.length > 1 && `${name} `}
                {texts[cursor] ?? "–"}
              </span>
            ))}
          </>
        )}
      </p>
      <div ref={box} className="h-60">
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="application"
            aria-label={title}
            tabIndex={0}
            onKeyDown={walk}
            onPointerMove={point}
            onPointerLeave={() => setCursor(null)}
            onBlur={() => setCursor(null)}
          >
            <ValueAxis at={at} y={y} left={left} right={right} say={say} />
            {places.map(
              (place, index) =>
                named(index) && (
                  <Below key={index} x={x(index)} y={HEIGHT - 6} anchor={index === places.length - 1 && lines.length === 1 ? "end" : "middle"}>
                    {place}
                  </Below>
                ),
            )}
            {cursor !== null && <line x1={crisp(x(cursor))} x2={crisp(x(cursor))} y1={TOP} y2={HEIGHT - BOTTOM} className="stroke-line-strong" />}
            {lines.map(({ key, name, values, tone, dashed }, index) => {
              const colour = tone ?? tones[index];
              const end = ends[index]!;
              return (
                <g key={key} aria-hidden>
                  <path d={pathOf(values, x, y)} fill="none" strokeWidth="2" strokeLinejoin="round" strokeDasharray={dashed ? "4 3" : undefined} className={strokeOf(colour)} />
                  {end >= 0 && <circle cx={x(end)} cy={y(values[end]!)} r="2.5" className={fillOf(colour)} />}
                  {cursor !== null && values[cursor] != null && <circle cx={x(cursor)} cy={y(values[cursor])} r="3.5" className={`fill-surface ${strokeOf(colour)}`} strokeWidth="2" />}
                  {lines.length > 1 && end >= 0 && (
                    <text x={right + 8} y={names[index]} dy="0.32em" className="fill-ink text-xs">
                      {fitting(name, width - right - 8)}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        )}
      </div>
    </div>
  );
}

/** A path that is broken where a value is missing. */
export function pathOf(values: readonly (number | null)[], x: (index: number) => number, y: (value: number) => number): string {
  let path = "";
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const [px, py] = [round(x(index)), round(y(value))];
    path += !open ? `M${px} ${py}` : `L${px} ${py}`;
    open = true;
  });
  return path;
}

const round = (at: number) => Math.round(at * 10) / 10;
