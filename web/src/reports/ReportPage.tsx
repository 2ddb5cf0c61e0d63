import "./words";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";
import { Bar, Filter, FilterChips, PipelineMenu } from "../frame/TopBar";
import { Empty } from "../parts/empty";
import { Trouble } from "../parts/trouble";
import { useText } from "../text/useText";
import { useAsked } from "./useAsked";

const PAGES = [
  { to: "/reports/health", key: "report.health" },
  { to: "/reports/velocity", key: "report.velocity" },
  { to: "/reports/conversion", key: "report.conversion" },
  { to: "/reports/coverage", key: "report.coverage" },
  { to: "/reports/bridge", key: "report.bridge" },
  { to: "/reports/winloss", key: "report.winloss" },
  { to: "/reports/stalled", key: "report.stalled" },
  { to: "/reports/explore", key: "report.explore" },
] as const;

/** The frame of every report: what it is about in the bar, the other reports under it, and the page itself. */
export function ReportPage({ title, bar, children }: { title: string; bar?: ReactNode; children: ReactNode }) {
  const { t } = useText();
  const { asked, pipeline, pipelines } = useAsked();
  const { pipeline: chosen, q, owner, filter, period, from, to: until, as_of } = useSearch({ strict: false });
  useEffect(() => {
    document.title = `${title} · Arus`;
  }, [title]);
  const first = pipelines[0];
  return (
    <>
      <Bar>
        {first && <PipelineMenu pipelines={pipelines} pipeline={pipeline ?? first} all={{ chosen: !asked.pipeline }} />}
        <Filter />
        {bar}
      </Bar>
      <nav aria-label={t("report.pages")} className="overflow-x-auto border-b border-line px-3">
        <ul className="flex gap-1">
          {PAGES.map(({ to, key }) => (
            <li key={to}>
              <Link
                to={to}
                search={{ pipeline: chosen, q, owner, filter, period, from, to: until, as_of }}
                activeOptions={{ includeSearch: false }}
                activeProps={{ className: "border-ink font-semibold text-ink", "aria-current": "page" }}
                inactiveProps={{ className: "border-transparent text-ink-2 hover:text-ink" }}
                className="inline-flex h-9 items-center border-b-2 px-2 whitespace-nowrap pointer-coarse:h-11"
              >
                {t(key)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <FilterChips />
      <div tabIndex={0} role="region" aria-label={title} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2 print:overflow-visible">
        <div className="mx-auto flex max-w-280 flex-col gap-8 px-8 py-6 max-md:px-4">
          {first ? (
            <>
              <h1 className="text-xl font-semibold">{title}</h1>
              {children}
            </>
          ) : (
            <Empty
              action={
                <Link to="/" className="font-medium text-accent-ink underline underline-offset-4">
                  {t("pipeline.start")}
                </Link>
              }
            >
              {t("pipeline.none")}
            </Empty>
          )}
        </div>
      </div>
    </>
  );
}

/** The answer of a report, or why there is none yet. What was there before stays, fainter, until the next is. */
export function Answered<T>({ query, children }: { query: { data: T | undefined; error: unknown; isError: boolean; isPlaceholderData: boolean }; children: (data: T) => ReactNode }) {
  const { t } = useText();
  if (query.isError) return <Trouble error={query.error} />;
  if (query.data === undefined) return <p className="text-ink-2">{t("board.loading")}</p>;
  return (
    <div aria-busy={query.isPlaceholderData} className={`flex flex-col gap-8 transition-opacity duration-120 ${query.isPlaceholderData ? "opacity-60" : ""}`}>
      {children(query.data)}
    </div>
  );
}
