import "./words";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useRefine } from "../frame/TopBar";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import { attentionQuery, type Lack, type Matter } from "./queries";
import { Remedy } from "./Remedy";
import { Tabs } from "./Tabs";

/** What stands still until somebody acts: who that is, and the way to do it where it stands. */
export function AttentionPage() {
  const { t, whole } = useText();
  const { whose = "mine", lack } = useSearch({ from: "/inside/attention" });
  const refine = useRefine();
  const query = useInfiniteQuery({ ...attentionQuery(whose === "mine", lack), placeholderData: (before) => before });
  const counts = Object.entries(query.data?.pages[0]?.counts ?? {}) as [Lack, number][];
  return (
    <Page title={t("nav.attention")} lead={t("attention.lead")}>
      <Tabs
        label={t("nav.attention")}
        value={whose}
        choices={[
          { value: "mine", label: t("attention.mine") },
          { value: "all", label: t("attention.all") },
        ]}
        onChoose={(next) => refine({ whose: next === "mine" ? undefined : next, lack: undefined })}
      />
      {counts.length > 0 && (
        <div role="group" aria-label={t("attention.kinds")} className="mt-3 flex flex-wrap gap-1">
          <Button aria-pressed={!lack} className={lack ? "" : "bg-hover text-ink"} onClick={() => refine({ lack: undefined })}>
            {t("attention.every")}
          </Button>
          {counts.map(([kind, n]) => (
            <Button key={kind} aria-pressed={lack === kind} className={lack === kind ? "bg-hover text-ink" : ""} onClick={() => refine({ lack: kind })}>
              {t(`lack.${kind}`)} <span className="num">{whole(n)}</span>
            </Button>
          ))}
        </div>
      )}
      <div className="mt-4">
        <Answered query={query}>
          {({ pages }) => {
            const matters = pages.flatMap(({ data }) => data);
            if (matters.length === 0) return <Empty>{t("attention.none")}</Empty>;
            return (
              <ul className="divide-y divide-line border-y border-line">
                {matters.map((matter) => (
                  <Line key={matter.about} matter={matter} />
                ))}
              </ul>
            );
          }}
        </Answered>
        {query.hasNextPage && (
          <Button tone="line" className="mt-3" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("attention.more")}
          </Button>
        )}
      </div>
    </Page>
  );
}

function Line({ matter }: { matter: Matter }) {
  const { t, lang, day, dayOf } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const [open, setOpen] = useState(false);
  const { about, act, lack, name, since } = matter;
  const names = act.map((id) => users.find((user) => user.id === id)?.name ?? "…");
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <CircleAlert size={15} aria-hidden className="shrink-0 text-warn" />
        <div className="min-w-48 flex-1">
          {about.startsWith("deal_") ? (
            <Link to="/deals/$id" params={{ id: about }} className="font-medium wrap-break-word hover:underline">
              {name}
            </Link>
          ) : about.startsWith("lead_") ? (
            <Link to="/leads/$id" params={{ id: about }} className="font-medium wrap-break-word hover:underline">
              {name}
            </Link>
          ) : (
            <span className="font-medium wrap-break-word">{name}</span>
          )}
          <p className="text-sm text-ink-2">
            {t(`lack.${lack}`)}, {t("attention.since", { day: day(dayOf(since)) })}
            {" · "}
            {names.length > 0 ? t("attention.act", { names: new Intl.ListFormat(lang, { type: "disjunction" }).format(names) }) : t("attention.nobody")}
          </p>
        </div>
        <Remedy matter={matter} open={open} onOpen={setOpen} />
      </div>
    </li>
  );
}
