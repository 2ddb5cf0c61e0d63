import type { ReactNode } from "react";
import { tableClass } from "./page";

/** A column by its words; one of figures stands at their end. */
type Column = string | { figures: string };
type Props = {
  label: string;
  columns: readonly Column[];
  /** What the buttons at the end of each row do, for who cannot see that; no such column without it. */
  deed?: string;
  /** How wide it is at least, or at most. */
  width: string;
  className?: string;
  children: ReactNode;
};

/** A table that is pushed sideways where it is wider than the page; its rows are the children. */
export function WideTable({ label, columns, deed, width, className = "", children }: Props) {
  return (
    <div className={`overflow-x-auto ${className}`} tabIndex={0} role="region" aria-label={label}>
      <table className={`${tableClass} ${width}`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={typeof column === "string" ? column : column.figures} scope="col" className={typeof column === "string" ? undefined : "text-right"}>
                {typeof column === "string" ? column : column.figures}
              </th>
            ))}
            {deed && (
              <th scope="col">
                <span className="sr-only">{deed}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
