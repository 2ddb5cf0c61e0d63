import { Below, crisp, ValueAxis, widthOf } from "./axis";
import { apart, labelled, linear, ticks } from "./scale";
import { useWidth } from "./useWidth";

export type At = { value: number; text: string };
export type Fan = {
  /** First and last day of the period, and the day on which the forecast stands. */
  from: string;
  to: string;
  today: string;
  /** What has been booked by the end of each day, in order. */
  actual: readonly (At & { day: string })[];
  /** Where the period may end; nothing once it has ended, or where nothing is known. */
  end: { p10: At; p50: At; p90: At } | null;
  target: At | null;
};

const HEIGHT = 260;
const TOP = 20;
const BOTTOM = 26;
const LABEL = 16;

const dayNumber = (iso: string) => Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / 86_400_000;
const dayText = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

/** What is booked as a solid line, what may come as a band around a dashed one, each with its name at its end. */
export function FanChart({ fan, title, say, day, names }: { fan: Fan; title: string; say: (value: number) => string; day: (iso: string) => string; names: { target: string; actual: string } }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const { actual, end, target } = fan;
  const last = actual.at(-1);
  const values = [...actual.map(({ value }) => value), ...(end ? [end.p10.value, end.p50.value, end.p90.value] : []), ...(target ? [target.value] : [])];
  const at = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const ends = end
    ? ([["P90", end.p90], ["P50", end.p50], ["P10", end.p10]] as const).map(([name, { value, text }]) => ({ name, value, text: `${name} ${text}` }))
    : last
      ? [{ name: "P50", value: last.value, text: last.text }]
      : [];
  const left = Math.max(...at.map((value) => widthOf(say(value)))) + 12;
  const right = width - Math.max(0, ...ends.map(({ text }) => widthOf(text))) - 16;
  const x = linear([dayNumber(fan.from), dayNumber(fan.to)], [left, right]);
  const y = linear([at[0]!, at.at(-1)!], [HEIGHT - BOTTOM, TOP]);
  const now = last ?? { day: fan.from, value: 0 };
  const start = `${x(dayNumber(now.day))} ${y(now.value)}`;
  const days = Array.from({ length: 5 }, (_, index) => Math.round(dayNumber(fan.from) + (index * (dayNumber(fan.to) - dayNumber(fan.from))) / 4));
  const named = labelled(days.length, right - left, 56);
  const levels = apart(ends.map(({ value }) => y(value)), LABEL, HEIGHT - BOTTOM);
  const spoken = [...(last ? [`${names.actual} ${last.text}`] : []), ...ends.map(({ text }) => text), ...(target ? [`${names.target} ${target.text}`] : [])].join(", ");
  return (
    <div ref={box} className="h-65">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={`${title}: ${spoken}`}>
          <ValueAxis at={at} y={y} left={left} right={right} say={say} />
          {end && (
            <g aria-hidden>
              <path d={`M${start}L${right} ${y(end.p90.value)}V${y(end.p10.value)}Z`} className="fill-accent/20" />
              <path d={`M${start}L${right} ${y(end.p50.value)}`} className="fill-none stroke-accent [stroke-dasharray:4_3] [stroke-width:2]" />
            </g>
          )}
          {target && (
            <g aria-hidden>
              <line x1={left} x2={right} y1={crisp(y(target.value))} y2={crisp(y(target.value))} className="stroke-ink [stroke-dasharray:2_3]" />
              <text x={left + 6} y={y(target.value) - 6} className="num fill-ink-2 text-xs">
                {names.target} {target.text}
              </text>
            </g>
          )}
          {actual.length > 0 && (
            <g aria-hidden>
              <path d={`M${actual.map((point) => `${x(dayNumber(point.day))} ${y(point.value)}`).join("L")}`} className="fill-none stroke-ink [stroke-linejoin:round] [stroke-width:2]" />
              <circle cx={x(dayNumber(now.day))} cy={y(now.value)} r="4" className="fill-ink stroke-bg [stroke-width:1.5]" />
            </g>
          )}
          {ends.map(({ name, text }, index) => (
            <text key={name} aria-hidden x={right + 10} y={levels[index]} dy="0.32em" className={`num text-xs ${name === "P50" ? "fill-ink font-semibold" : "fill-ink-2"}`}>
              {text}
            </text>
          ))}
          {days.map((n, index) => named(index) && <Below key={n} x={x(n)} y={HEIGHT - 6}>{day(dayText(n))}</Below>)}
        </svg>
      )}
    </div>
  );
}
