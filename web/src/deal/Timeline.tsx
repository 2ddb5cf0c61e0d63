import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import {
  ArrowRight,
  CalendarDays,
  CircleCheck,
  CirclePlus,
  CircleX,
  ListChecks,
  Mail,
  MapPin,
  MonitorPlay,
  NotebookPen,
  Pencil,
  Phone,
  RotateCcw,
  UserRound,
  Users,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";
import { Button } from "../parts/controls";
import { useText } from "../text/useText";
import type { Deal, HistoryEntry } from "../wire/client";
import { historyQuery, pipelinesQuery, usersQuery } from "../wire/queries";
import { eventWords, kindOf, KINDS, type Kind, type Names } from "./eventWords";

const ICONS: Record<string, LucideIcon> = {
  "deal.created": CirclePlus,
  "deal.moved": ArrowRight,
  "deal.won": CircleCheck,
  "deal.lost": CircleX,
  "deal.reopened": RotateCcw,
  "deal.close_date_moved": CalendarDays,
  "deal.transferred": UserRound,
};

const ACTIVITIES: Record<string, LucideIcon> = {
  call: Phone,
  email: Mail,
  meeting: Users,
  demo: MonitorPlay,
  site_visit: MapPin,
  task: ListChecks,
  note: NotebookPen,
};

function iconOf({ type, data }: HistoryEntry): LucideIcon {
  return (type === "deal.activity_logged" ? ACTIVITIES[String((data as Record<string, unknown>)["kind"])] : ICONS[type]) ?? Pencil;
}

/** More than a day apart is worth telling: somebody wrote history afterwards. */
const LATE_MS = 24 * 3600 * 1000;

export function Timeline({ deal, asOf, most }: { deal: Deal; asOf?: string; most?: number }) {
  const { t, dayOf } = useText();
  const [kind, setKind] = useState<Kind | "all">("all");
  const query = useInfiniteQuery(historyQuery(deal.id));
  const names = useNames();
  const entries = (query.data?.pages ?? [])
    .flatMap(({ data }) => data)
    .filter((entry) => (kind === "all" || kindOf(entry) === kind) && (!asOf || dayOf(entry.effective_at) <= asOf))
    .slice(0, most);
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center gap-1">
        <h2 className="mr-2 font-semibold">{t("deal.timeline")}</h2>
        {!most &&
          (["all", ...KINDS] as const).map((choice) => (
            <Button key={choice} aria-pressed={kind === choice} onClick={() => setKind(choice)} className={`h-6 text-sm ${kind === choice ? "bg-hover text-ink" : ""}`}>
              {t(`deal.timeline.${choice}`)}
            </Button>
          ))}
      </div>
      {query.isError && (
        <p role="alert" className="text-lost">
          {t("error.load")}
        </p>
      )}
      {query.isSuccess && entries.length === 0 && <p className="text-ink-2">{t("deal.timeline.none")}</p>}
      <ol className="relative">
        {entries.map((entry) => (
          <Entry key={entry.position} entry={entry} names={names} />
        ))}
      </ol>
      {query.hasNextPage && !most && (
        <Button tone="line" className="mt-2" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("deal.timeline.more")}
        </Button>
      )}
    </section>
  );
}

function Entry({ entry, names }: { entry: HistoryEntry; names: Names }) {
  const text = useText();
  const Icon = iconOf(entry);
  const late = Date.parse(entry.recorded_at) - Date.parse(entry.effective_at) > LATE_MS;
  const when = text.moment(entry.effective_at);
  const recorded = text.t("deal.timeline.late", { when: text.moment(entry.recorded_at) });
  return (
    <li className="relative flex gap-3 pb-3.5 last:pb-0 [&:not(:last-child)]:before:absolute [&:not(:last-child)]:before:top-5 [&:not(:last-child)]:before:bottom-0 [&:not(:last-child)]:before:left-1.5 [&:not(:last-child)]:before:w-px [&:not(:last-child)]:before:bg-line-strong">
      <Icon size={13} aria-hidden className="mt-1 shrink-0 text-ink-2" />
      <p className="min-w-0 flex-1">
        {eventWords(text, entry, names)}{" "}
        <time dateTime={entry.effective_at} data-tip={late ? `${when}\n${recorded}` : when} className="num ml-1 text-sm whitespace-nowrap text-ink-2">
          {text.day(text.dayOf(entry.effective_at))}
        </time>
        {late && <span className="sr-only">{recorded}</span>}
      </p>
    </li>
  );
}

function useNames(): Names {
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const users = useQuery(usersQuery).data ?? [];
  return {
    stage: (id) => pipelines.flatMap(({ stages }) => stages).find((stage) => stage.id === id)?.name ?? id,
    user: (id) => users.find((user) => user.id === id)?.name ?? "",
  };
}
