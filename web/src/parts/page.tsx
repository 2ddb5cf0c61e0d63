import { useEffect, type ReactNode } from "react";
import { Bar } from "../frame/TopBar";

/** A page that is read from top to bottom: its title, what can be done, and what it holds. */
export function Page({ title, lead, actions, bar, children, wide = false }: { title: string; lead?: ReactNode; actions?: ReactNode; bar?: ReactNode; children: ReactNode; wide?: boolean }) {
  useEffect(() => {
    document.title = `${title} · Arus`;
  }, [title]);
  return (
    <>
      {bar === undefined ? <Bar timeless bare /> : bar}
      <div tabIndex={0} role="region" aria-label={title} className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]">
        <div className={`mx-auto px-13 py-6 max-md:px-4 ${wide ? "max-w-320" : "max-w-240"}`}>
          <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
            <h1 className="min-w-0 flex-1 text-xl font-semibold">{title}</h1>
            {actions}
          </div>
          {lead && <p className="mt-1 max-w-160 text-ink-2">{lead}</p>}
          {children}
        </div>
      </div>
    </>
  );
}

/** A part of a page under its own small title. */
export function Part({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <section className="mt-8">
      <div className="mb-2 flex min-h-7 items-center gap-3">
        <h2 className="flex-1 font-semibold">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

export const tableClass = "num w-full border-collapse text-left [&_td]:h-8.5 [&_td]:border-b [&_td]:border-line [&_td]:py-1 [&_td]:pr-4 [&_th]:h-8.5 [&_th]:border-b [&_th]:border-line-strong [&_th]:pr-4 [&_th]:text-sm [&_th]:font-medium [&_th]:text-ink-2";
