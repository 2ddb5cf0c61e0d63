/** A share with its interval, and what it is compared with as a tick: for a row of a table whose cells say the figures. */
export function Interval({ low, high, at, against }: { low: number; high: number; at: number; against: number | null }) {
  const place = (share: number) => `${share * 100}%`;
  return (
    <svg aria-hidden className="h-4 w-40 min-w-24 overflow-visible">
      <line x1="0" x2="100%" y1="8.5" y2="8.5" className="stroke-line-strong" />
      <rect x={place(low)} y="5" width={place(Math.max(0.005, high - low))} height="7" rx="2" className="fill-(--s1)" />
      <circle cx={place(at)} cy="8.5" r="3.5" className="fill-accent" />
      {against !== null && <rect x={place(against)} y="1" width="2" height="15" className="fill-ink" />}
    </svg>
  );
}
