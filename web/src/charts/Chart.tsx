import { ChartColumn, Table2 } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { useText } from "../text/useText";

export type Twin = {
  head: readonly string[];
  /** The first cell of a row is its name. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
};

/**
 * The frame of every chart: its title, a line that says what it shows, and its
 * twin, the same figures as a table, one key away. On paper both are printed.
 */
export function Chart({ title, note, twin, children, action }: { title: string; note?: ReactNode; twin: Twin; children: ReactNode; action?: ReactNode }) {
  const { t } = useText();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure aria-labelledby={id} className="min-w-0 break-inside-avoid">
      <div className="mb-2 flex min-h-7 items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {note && <figcaption className="text-sm text-ink-2">{note}</figcaption>}
        </div>
        {action}
        <button
          type="button"
          aria-pressed={asTable}
          aria-label={t("chart.table", { title })}
          data-tip={t(asTable ? "chart.show" : "chart.tip")}
          onClick={() => setAsTable((now) => !now)}
          className="grid size-7 shrink-0 place-items-center rounded-ctl text-ink-3 hover:bg-hover hover:text-ink pointer-coarse:size-11 print:hidden"
        >
          {asTable ? <ChartColumn size={15} aria-hidden /> : <Table2 size={15} aria-hidden />}
        </button>
      </div>
      {asTable ? <TwinTable title={title} {...twin} /> : children}
      {!asTable && (
        <div className="mt-3 hidden print:block">
          <TwinTable title={title} {...twin} />
        </div>
      )}
    </figure>
  );
}

function TwinTable({ title, head, rows }: Twin & { title: string }) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={title}>
      <table className="num w-full text-left">
        <thead className="text-sm text-ink-2">
          <tr className="border-b border-line-strong">
            {head.map((name, index) => (
              <th key={index} scope="col" className={`py-1.5 font-medium ${index > 0 ? "pl-4 text-right" : ""}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-b border-line">
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={index} scope="row" className="py-1.5 font-normal">
                    {cell}
                  </th>
                ) : (
                  <td key={index} className="py-1.5 pl-4 text-right">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
