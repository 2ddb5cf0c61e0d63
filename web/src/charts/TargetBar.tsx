/** What is there already, what may come, and how much it ought to be: for a row of a table whose cells say the figures. */
export function TargetBar({ had, open, target, most }: { had: number; open: number; target: number | null; most: number }) {
  const share = (value: number) => `${most > 0 ? Math.min(100, (value / most) * 100) : 0}%`;
  return (
    <svg aria-hidden className="h-4 w-44 min-w-24 overflow-visible">
      <rect y="3" width="100%" height="10" rx="2" className="fill-sunken" />
      <rect y="3" width={share(had + open)} height="10" rx="2" className="fill-(--s1)" />
      <rect y="3" width={share(had)} height="10" rx="2" className="fill-accent" />
      {target !== null && <rect x={share(target)} y="0" width="2" height="16" className="fill-ink" />}
    </svg>
  );
}
