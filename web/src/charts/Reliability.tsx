import { Below, ValueAxis } from "./axis";
import { linear } from "./scale";
import { useWidth } from "./useWidth";

/** Deals that were given about the same chance: the mean of what was said, and the share that was won. */
export type Bin = { said: number; came: number; label: string };
export type Predictions = { key: string; name: string; bins: readonly Bin[] };

const HEIGHT = 300;
const TOP = 12;
const BOTTOM = 40;
const LEFT = 48;
const RIGHT = 18;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** What was said against what came. On the diagonal both are the same: above it came more than was said, below it less. */
export function Reliability({ series, title, percent, names, onPick }: { onPick: (series: string, bin: number) => void; series: readonly Predictions[]; title: string; percent: (share: number) => string; names: { said: string; came: string; perfect: string } }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const side = Math.min(width, 460);
  const x = linear([0, 1], [LEFT, side - RIGHT]);
  const y = linear([0, 1], [HEIGHT - BOTTOM, TOP]);
  return (
    <div ref={box} className="min-h-75">
      {width > 0 && (
        <svg width={side} height={HEIGHT} role="group" aria-label={title}>
          <ValueAxis at={SHARES} y={y} left={LEFT} right={side - RIGHT} say={percent} />
          {SHARES.map((share) => (
            <Below key={share} x={x(share)} y={HEIGHT - BOTTOM + 16}>
              {percent(share)}
            </Below>
          ))}
          <Below x={x(0.5)} y={HEIGHT - 6}>
            {names.said}
          </Below>
          <text aria-hidden transform={`translate(10 ${y(0.5)}) rotate(-90)`} textAnchor="middle" className="fill-ink-2 text-xs">
            {names.came}
          </text>
          <line aria-hidden x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} className="stroke-ink-3 [stroke-dasharray:3_3]" />
          <text aria-hidden x={x(1)} y={y(0.82)} textAnchor="end" className="fill-ink-2 text-xs">
            {names.perfect}
          </text>
          {series.map(({ key, name, bins }, which) => (
            <g key={key}>
              {bins.length > 1 && <path aria-hidden d={`M${bins.map(({ said, came }) => `${x(said)} ${y(came)}`).join("L")}`} className={`fill-none ${which === 0 ? "stroke-accent [stroke-width:2]" : "stroke-ink-3"}`} />}
              {bins.map(({ said, came, label }, index) => (
                <g
                  key={index}
                  role="button"
                  tabIndex={0}
                  className="cursor-pointer"
                  aria-label={`${name}, ${label}`}
                  data-tip={`${name}\n${label}`}
                  onClick={() => onPick(key, index)}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter" && event.key !== " ") return;
                    event.preventDefault();
                    onPick(key, index);
                  }}
                >
                  <circle cx={x(said)} cy={y(came)} r="12" fill="transparent" />
                  <circle cx={x(said)} cy={y(came)} r="4" className={which === 0 ? "fill-accent stroke-bg" : "fill-bg stroke-ink-3 [stroke-width:1.5]"} />
                </g>
              ))}
            </g>
          ))}
        </svg>
      )}
      {series.length > 1 && (
        <ul className="mt-1 flex flex-wrap gap-x-4 text-sm text-ink-2">
          {series.map(({ key, name }, which) => (
            <li key={key} className="flex items-center gap-1.5">
              <svg aria-hidden width="10" height="10">
                <circle cx="5" cy="5" r="4" className={which === 0 ? "fill-accent" : "fill-bg stroke-ink-3 [stroke-width:1.5]"} />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
