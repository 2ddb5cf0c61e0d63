import { fillOf, type Tone } from "./mark";

/** One bar made of parts, for a row of a table whose cells say the figures. */
export function ShareBar({ parts }: { parts: readonly { key: string; value: number; tone: Tone }[] }) {
  const all = parts.reduce((sum, { value }) => sum + value, 0);
  let from = 0;
  return (
    <svg aria-hidden className="h-2.5 w-40 min-w-24">
      {parts.map(({ key, value, tone }) => {
        if (value === 0) return null;
        const x = (from / all) * 100;
        from += value;
        return <rect key={key} x={`${x}%`} width={`${(value / all) * 100}%`} height="10" className={fillOf(tone)} />;
      })}
    </svg>
  );
}
