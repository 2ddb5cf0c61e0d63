import type { ReactNode } from "react";
import { tableClass } from "./page";

/** A table of figures: the first column names, the others are numbers. */
export function Sheet({ label, head, children }: { label: string; head: readonly string[]; children: ReactNode }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table className={`${tableClass} min-w-110`}>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th key={index} scope="col" className={index > 0 ? `text-right ${index + 1 === head.length ? "pr-0!" : ""}` : ""}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** What a row of a sheet is about. */
export function RowHead({ strong = false, children }: { strong?: boolean; children: ReactNode }) {
  return (
    <th scope="row" className={`border-b! border-line! text-base! text-ink! ${strong ? "font-semibold!" : "font-normal!"}`}>
      {children}
    </th>
  );
}
