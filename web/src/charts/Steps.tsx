import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { Below, crisp, fitting, ValueAxis } from "./axis";
import type { Series } from "./Columns";
import { fillOf, strokeOf, tonesFor } from "./mark";
import { apart, linear, ticks } from "./scale";
import { useWidth } from "./useWidth";

/** From `x` on the value is `y`, until the next point. */
export type Step = { x: number; y: number };
export type Stair = Series & { steps: readonly Step[] };

const HEIGHT = 260;
const TOP = 12;
const BOTTOM = 36;
const NAME = 130;

/**
 * Stairs that go down from all to none, such as how many are still in a stage
 * after so many days (Kaplan and Meier). A line across the middle shows where
 * half are gone: what stands below it is each median. Arrow keys walk along.
 */
export function Steps({ stairs, most, unit, say, title }: { stairs: readonly Stair[]; most: number; unit: string; say: (x: number, y: number) => string; title: string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const at = ticks(0, most, 5).filter((value) => value <= most * 1.001);
  const left = 44;
  const right = width - (stairs.length > 1 ? Math.min(NAME, width / 4) : 12);
  const x = linear([0, most], [left, right]);
  const y = linear([0, 1], [HEIGHT - BOTTOM, TOP]);
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  const tones = tonesFor(stairs.length);
  const ends = apart(stairs.map(({ steps }) => y(valueAt(steps, most))), 14, HEIGHT - BOTTOM);
  const walk = (event: KeyboardEvent) => {
    const step = most / 40;
    const now = cursor ?? 0;
    const next = { ArrowRight: Math.min(most, now + step), ArrowLeft: Math.max(0, now - step), Home: 0, End: most }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
  };
  const point = (event: PointerEvent<SVGElement>) => {
    const inside = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setCursor(Math.min(most, Math.max(0, ((inside - left) / Math.max(1, right - left)) * most)));
  };
  return (
    <div>
      <p role="status" className="num flex min-h-5 flex-wrap gap-x-4 text-sm text-ink-2">
        {cursor !== null &&
          stairs.map(({ key, name, steps }) => (
            <span key={key}>
              {stairs.length > 1 && `${name}: `}
              {say(cursor, valueAt(steps, cursor))}
            </span>
          ))}
      </p>
      <div ref={box} className="h-65">
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="application" aria-label={title} tabIndex={0} onKeyDown={walk} onPointerMove={point} onPointerLeave={() => setCursor(null)} onBlur={() => setCursor(null)}>
            <ValueAxis at={[0, 0.25, 0.5, 0.75, 1]} y={y} left={left} right={right} say={percent} />
            <line x1={left} x2={right} y1={crisp(y(0.5))} y2={crisp(y(0.5))} strokeDasharray="2 3" className="stroke-ink-3" />
            {at.map((value) => (
              <Below key={value} x={x(value)} y={HEIGHT - BOTTOM + 16}>
                {value}
              </Below>
            ))}
            <Below x={right} y={HEIGHT - 4} anchor="end">
              {unit}
            </Below>
            {cursor !== null && <line x1={crisp(x(cursor))} x2={crisp(x(cursor))} y1={TOP} y2={HEIGHT - BOTTOM} className="stroke-line-strong" />}
            {stairs.map(({ key, name, steps, tone }, index) => {
              const colour = tone ?? tones[index];
              return (
                <g key={key} aria-hidden>
                  <path d={stairOf(steps, most, x, y)} fill="none" strokeWidth="2" className={strokeOf(colour)} />
                  {cursor !== null && <circle cx={x(cursor)} cy={y(valueAt(steps, cursor))} r="3.5" strokeWidth="2" className={`fill-surface ${strokeOf(colour)}`} />}
                  {stairs.length > 1 && (
                    <>
                      <circle cx={right + 6} cy={ends[index]} r="2.5" className={fillOf(colour)} />
                      <text x={right + 13} y={ends[index]} dy="0.32em" className="fill-ink text-xs">
                        {fitting(name, width - right - 13)}
                      </text>
                    </>
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

/** What a stair says at a place: all before its first step. */
export function valueAt(steps: readonly Step[], x: number): number {
  return steps.findLast((step) => step.x <= x)?.y ?? 1;
}

/** The path of a stair from all at nought to the edge of the drawing. */
export function stairOf(steps: readonly Step[], most: number, x: (value: number) => number, y: (value: number) => number): string {
  const round = (at: number) => Math.round(at * 10) / 10;
  const inside = steps.filter((step) => step.x <= most);
  return `M${round(x(0))} ${round(y(1))}${inside.map((step) => `H${round(x(step.x))}V${round(y(step.y))}`).join("")}H${round(x(most))}`;
}
