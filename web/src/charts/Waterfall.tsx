import { crisp, ValueAxis, widthOf } from "./axis";
import { MarkLink, type Deals } from "./mark";
import { band, linear, ticks } from "./scale";
import { useWidth } from "./useWidth";

/** A step on the way, or a level where the way begins and ends. */
export type Step = { key: string; label: string; value: number; text: string; level?: boolean; deals?: Deals };

const HEIGHT = 260;
const TOP = 20;
const LINE = 13;
const GAP = 4; // between words
const NAMES = 40; // room for a name of two lines under the bars

/** Where each bar lies: a level stands on zero, a step hangs on the one before. */
export function placed(steps: readonly Step[]): { from: number; to: number }[] {
  let at = 0;
  return steps.map(({ value, level }) => {
    const from = level ? 0 : at;
    at = level ? value : at + value;
    return { from, to: at };
  });
}

/** From one figure to another, one bar for each reason; each opens the deals it is made of. */
export function Waterfall({ steps, title, say }: { steps: readonly Step[]; title: string; say: (value: number) => string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const places = placed(steps);
  const widest = Math.max(0, ...steps.flatMap(({ label, text }) => [widthOf(text), ...label.split(" ").map(widthOf)]));
  const values = places.flatMap(({ from, to }) => [from, to]);
  const at = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const left = Math.max(...at.map((value) => widthOf(say(value)))) + 12;
  const columns = band(steps.length, [left, width - 10], 0.3);
  // Where words do not fit beside each other they stand in two rows or three, each over or under its own bar.
  const rows = steps.length > 1 ? Math.min(3, Math.ceil((widest + GAP) / (columns.at(1) - columns.at(0)))) : 1;
  const foot = HEIGHT - NAMES - (rows - 1) * 2 * LINE;
  const y = linear([at[0]!, at.at(-1)!], [foot, TOP + (rows - 1) * (LINE + 6)]);
  return (
    <div ref={box} className="h-65 overflow-x-auto">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="group" aria-label={title}>
          <ValueAxis at={at} y={y} left={left} right={width} say={say} />
          {steps.map(({ key, label, value, text, level, deals }, index) => {
            const { from, to } = places[index]!;
            const top = Math.min(y(from), y(to));
            const height = Math.max(1, Math.abs(y(from) - y(to)));
            const tone = level ? "fill-ink-2" : value < 0 ? "fill-lost" : "fill-won";
            return (
              <g key={key}>
                {index + 1 < steps.length && (
                  <line aria-hidden x1={columns.at(index) + columns.width} x2={columns.at(index + 1)} y1={crisp(y(to))} y2={crisp(y(to))} className="stroke-line-strong" />
                )}
                <MarkLink deals={deals} label={`${label}: ${text}`} className="hover:opacity-80">
                  <rect x={columns.at(index)} y={top} width={columns.width} height={height} rx="1.5" className={tone} />
                  {/* A thin bar is still a target. */}
                  <rect x={columns.at(index)} y={top - Math.max(0, 24 - height) / 2} width={columns.width} height={Math.max(24, height)} fill="transparent" />
                  <text aria-hidden x={columns.middle(index)} y={rows > 1 ? 10 + (index % rows) * LINE : top - 6} textAnchor="middle" className="num fill-ink text-xs font-medium">
                    {text}
                  </text>
                </MarkLink>
                <Name x={columns.middle(index)} y={foot + 16 + (index % rows) * 2 * LINE} words={label} />
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** A name under its bar, on two lines where it has two words. */
function Name({ x, y, words }: { x: number; y: number; words: string }) {
  const [first = "", ...rest] = words.split(" ");
  return (
    <text aria-hidden y={y} textAnchor="middle" className="fill-ink-2 text-xs">
      <tspan x={x}>{first}</tspan>
      {rest.length > 0 && (
        <tspan x={x} dy={LINE}>
          {rest.join(" ")}
        </tspan>
      )}
    </text>
  );
}
