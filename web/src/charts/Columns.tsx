import { Below, fitting, ValueAxis, widthOf } from "./axis";
import { fillOf, MarkLink, tonesFor, type Deals, type Tone } from "./mark";
import { band, labelled, linear, ticks } from "./scale";
import { useWidth } from "./useWidth";

export type Column = { key: string; label: string; cells: readonly ({ value: number; text: string; deals?: Deals } | null)[] };
export type Series = { key: string; name: string; tone?: Tone };

const HEIGHT = 240;
const TOP = 18;
const BOTTOM = 24;

/** Bars that stand side by side, for what has an order: months, stages. Several series stand beside each other. */
export function Columns({ columns, series, say, title }: { columns: readonly Column[]; series: readonly Series[]; say: (value: number) => string; title: string }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const values = columns.flatMap(({ cells }) => cells.flatMap((cell) => (cell ? [cell.value] : [])));
  const at = ticks(Math.min(0, ...values), Math.max(0, ...values));
  const left = Math.max(...at.map((value) => widthOf(say(value)))) + 12;
  const y = linear([at[0]!, at.at(-1)!], [HEIGHT - BOTTOM, TOP]);
  const groups = band(columns.length, [left, width]);
  const needs = Math.min(90, Math.max(...columns.map(({ label }) => widthOf(label))) + 10);
  const named = labelled(columns.length, width - left, needs);
  const tones = tonesFor(series.length);
  return (
    <div>
      {series.length > 1 && <Key series={series} />}
      <div ref={box} className="h-60">
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="group" aria-label={title}>
            <ValueAxis at={at} y={y} left={left} right={width} say={say} />
            {columns.map(({ key, label, cells }, index) => {
              const inner = band(cells.length, [groups.at(index), groups.at(index) + groups.width], 0.08);
              return (
                <g key={key}>
                  {cells.map((cell, which) => {
                    if (!cell) return null;
                    const top = Math.min(y(cell.value), y(0));
                    const height = Math.max(1, Math.abs(y(cell.value) - y(0)));
                    const name = series.length > 1 ? `${label}, ${series[which]!.name}: ${cell.text}` : `${label}: ${cell.text}`;
                    const direct = series.length === 1 && widthOf(cell.text) <= groups.width * 1.3;
                    return (
                      <MarkLink key={series[which]!.key} deals={cell.deals} label={name} className="hover:opacity-80">
                        <rect x={inner.at(which)} y={top} width={inner.width} height={height} rx="1.5" className={fillOf(series[which]!.tone ?? tones[which])} />
                        {/* A thin or short column is still a target. */}
                        <rect x={inner.at(which)} y={Math.min(top, HEIGHT - BOTTOM - 24)} width={inner.width} height={Math.max(height, 24)} fill="transparent" />
                        {direct && (
                          <text aria-hidden x={inner.middle(which)} y={top - 5} textAnchor="middle" className="num fill-ink text-xs font-medium">
                            {cell.text}
                          </text>
                        )}
                      </MarkLink>
                    );
                  })}
                  {named(index) && (
                    <Below x={groups.middle(index)} y={HEIGHT - 6}>
                      {fitting(label, needs * Math.max(1, Math.floor((width - left) / (needs * columns.length))))}
                    </Below>
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

/** What each colour stands for, where a series has no room for its name beside it. */
export function Key({ series }: { series: readonly Series[] }) {
  const tones = tonesFor(series.length);
  return (
    <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">
      {series.map(({ key, name, tone }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <svg aria-hidden width="10" height="10">
            <rect width="10" height="10" rx="2" className={fillOf(tone ?? tones[index])} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
