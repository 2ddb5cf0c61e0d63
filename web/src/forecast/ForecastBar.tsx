import "./words";
import "../scores/words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Bar, useRefine } from "../frame/TopBar";
import { Button } from "../parts/controls";
import { ChoiceMenu } from "../parts/menu";
import { teamChoices } from "../people/tree";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { pipelinesQuery, sessionQuery, teamsQuery } from "../wire/queries";
import { periodWords, quarterOf, stepped } from "./period";
import type { Asked } from "./queries";

type Tab = { to: "/forecast" | "/forecast/accuracy" | "/forecast/calibration" | "/forecast/targets"; key: Key };
const TABS: readonly Tab[] = [
  { to: "/forecast", key: "nav.forecast" },
  { to: "/forecast/accuracy", key: "accuracy.title" },
  { to: "/forecast/calibration", key: "calibration.title" },
  { to: "/forecast/targets", key: "targets.title" },
];
const ALL = "all";
const INDENT = "\u2003";

/** The line above every page about the future: its neighbours, then what this page can be asked. */
export function ForecastBar({ children, timeless = false }: { children?: ReactNode; timeless?: boolean }) {
  const { t } = useText();
  const { as_of, period, team, owner, pipeline } = useSearch({ strict: false });
  return (
    <Bar timeless={timeless}>
      <nav aria-label={t("nav.forecast")}>
        <ul className="flex gap-0.5">
          {TABS.map(({ to, key }) => (
            <li key={to}>
              <Link
                to={to}
                search={to === "/forecast/targets" ? {} : { as_of, period, team, owner, pipeline }}
                activeOptions={{ exact: true, includeSearch: false }}
                activeProps={{ className: "bg-hover font-semibold text-ink", "aria-current": "page" }}
                inactiveProps={{ className: "text-ink-2" }}
                className="flex h-7 items-center rounded-ctl px-2.5 whitespace-nowrap hover:bg-hover hover:text-ink pointer-coarse:h-11"
              >
                {t(key)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </Bar>
  );
}

/** What the address asks about, completed with the quarter of the day that is looked at. */
export function useAskedFuture(): { period: string; asked: Asked } {
  const { today } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { period, team, owner, pipeline, as_of } = useSearch({ strict: false });
  return { period: period ?? quarterOf(as_of ?? today, session.workspace.fiscal_year_start), asked: { team, owner, pipeline: pipeline === ALL ? undefined : pipeline, as_of } };
}

/** Which period, whose, of which pipeline. */
export function FutureMenus() {
  const { t, lang } = useText();
  const refine = useRefine();
  const { period, asked } = useAskedFuture();
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  const teams = useQuery(teamsQuery).data ?? [];
  const down = <ChevronDown size={15} aria-hidden className="order-last text-ink-3" />;
  return (
    <div className="ml-2 flex items-center gap-0.5 border-l border-line pl-2">
      <Button aria-label={t("forecast.before")} className="w-7 px-0!" onClick={() => refine({ period: stepped(period, -1) })}>
        <ChevronLeft size={15} aria-hidden />
      </Button>
      <span className="num px-1 font-medium whitespace-nowrap">{periodWords(period, lang === "id" ? "id-ID" : "en-US")}</span>
      <Button aria-label={t("forecast.after")} className="w-7 px-0!" onClick={() => refine({ period: stepped(period, 1) })}>
        <ChevronRight size={15} aria-hidden />
      </Button>
      {teams.length > 0 && (
        <ChoiceMenu
          icon={down}
          label={teams.find(({ id }) => id === asked.team)?.name ?? t("forecast.everybody")}
          value={asked.team ?? ALL}
          choices={[{ value: ALL, label: t("forecast.everybody") }, ...teamChoices(teams).map(({ team, depth }) => ({ value: team.id, label: INDENT.repeat(depth) + team.name }))]}
          onChoose={(value) => refine({ team: value === ALL ? undefined : value, owner: undefined })}
        />
      )}
      {pipelines.length > 1 && (
        <ChoiceMenu
          icon={down}
          label={pipelines.find(({ id }) => id === asked.pipeline)?.name ?? t("targets.allpipelines")}
          value={asked.pipeline ?? ALL}
          choices={[{ value: ALL, label: t("targets.allpipelines") }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
          onChoose={(value) => refine({ pipeline: value === ALL ? undefined : value })}
        />
      )}
    </div>
  );
}
