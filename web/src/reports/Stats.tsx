import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Deals } from "../charts/mark";

export type Stat = { key: string; label: string; text: string; /** The whole amount, where the text is short. */ full?: string; note?: ReactNode; deals?: Deals };

/** The few figures a page is about, large, between rules. */
export function Stats({ stats }: { stats: readonly Stat[] }) {
  return (
    <dl className="num flex flex-wrap gap-y-4 border-b border-line pb-5">
      {stats.map(({ key, label, text, full, note, deals }) => (
        <div key={key} className="mr-5 border-r border-line pr-5 last:mr-0 last:border-r-0">
          <dt className="text-sm text-ink-2">{label}</dt>
          <dd className="text-xl font-semibold" data-tip={full !== text ? full : undefined}>
            {deals ? (
              <Link to="/deals" search={deals} className="underline-offset-4 hover:underline">
                {text}
              </Link>
            ) : (
              text
            )}
          </dd>
          {note && <dd className="text-sm text-ink-2">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
