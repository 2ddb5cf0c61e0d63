import "../work/words";
import "./words";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Clock } from "lucide-react";
import { Button } from "../parts/controls";
import { Page, Part } from "../parts/page";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import { Facts } from "./Facts";
import { LeadActions } from "./LeadActions";
import { leadEventWords, spanWords } from "./leadWords";
import { useMayWork } from "./LeadsPage";
import { Qualification } from "./Qualification";
import { leadHistoryQuery, leadQuery, type Lead } from "./queries";
import { routesQuery } from "./routes";

/** One lead: how long it has waited, what it lacks of being an opportunity, what has happened to it, and what can be done. */
export function LeadPage() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/leads/$id" });
  const query = useQuery(leadQuery(id));
  const may = useMayWork();
  const lead = query.data;
  const back = (
    <Link to="/leads" className="text-accent-ink underline underline-offset-4">
      {t("nav.leads")}
    </Link>
  );
  if (!lead)
    return (
      <Page title={t("nav.leads")} lead={back}>
        <div className="mt-4">
          <Answered query={{ ...query, isPlaceholderData: false }}>{() => null}</Answered>
        </div>
      </Page>
    );
  const open = lead.state === "open" && !lead.archived;
  return (
    <Page
      wide
      title={lead.name}
      lead={
        <>
          {back}
          {[lead.title, lead.company].map((word) => word && ` · ${word}`)}
        </>
      }
      actions={may && <LeadActions lead={lead} />}
    >
      <div className="mt-5 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_320px] lg:grid-rows-[auto_1fr]">
        <div className="min-w-0">
          <Standing lead={lead} />
          {open && <Qualification lead={lead} />}
        </div>
        <aside aria-label={t("lead.facts")} className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:border-l lg:border-line lg:pl-6">
          <Facts lead={lead} readOnly={!may || !open} />
        </aside>
        <div className="min-w-0">
          <History lead={lead} />
        </div>
      </div>
    </Page>
  );
}

/** What has become of the lead, or how it stands with the first contact. */
function Standing({ lead }: { lead: Lead }) {
  const { t, lang, moment } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const { assigned_at, converted_at, created_at, deal, missed, owner, reason = "", state, touch_by, touched_at } = lead;
  if (state === "converted" && deal)
    return (
      <p className="flex flex-wrap items-center gap-2 rounded-card bg-won-soft px-3 py-2 text-won">
        <CircleCheck size={15} aria-hidden />
        {t("lead.converted.on", { when: moment(converted_at ?? created_at) })}
        <Link to="/deals/$id" params={{ id: deal }} className="font-medium underline underline-offset-4">
          {t("lead.deal")}
        </Link>
      </p>
    );
  if (state === "disqualified") return <p className="rounded-card bg-lost-soft px-3 py-2 wrap-break-word text-lost">{t("lead.disqualified.as", { reason })}</p>;
  if (touched_at)
    return (
      <p className="flex items-center gap-2 text-ink-2">
        <CircleCheck size={15} aria-hidden className="shrink-0 text-won" />
        {t("lead.clock.touched", { when: moment(touched_at) })}
      </p>
    );
  const over = touch_by !== undefined && Date.parse(touch_by) < Date.now();
  const names = (missed ?? []).flatMap((id) => users.find((user) => user.id === id)?.name ?? []);
  const Icon = over || !owner ? CircleAlert : Clock;
  return (
    <p className={`flex gap-2 rounded-card px-3 py-2 ${over ? "bg-lost-soft text-lost" : "bg-warn-soft text-warn"}`}>
      <Icon size={15} aria-hidden className="mt-0.5 shrink-0" />
      <span>
        {owner ? t("lead.clock.waits", { span: spanWords(lang, Date.now() - Date.parse(assigned_at ?? created_at)) }) : t("lead.clock.unassigned")}
        {touch_by && ` ${t(over ? "lead.clock.over" : "lead.clock.until", { when: moment(touch_by) })}`}
        {names.length > 0 && ` ${t("lead.clock.missed", { names: new Intl.ListFormat(lang).format(names) })}`}
      </span>
    </p>
  );
}

function History({ lead }: { lead: Lead }) {
  const text = useText();
  const { t, moment } = text;
  const users = useQuery(usersQuery).data ?? [];
  const routes = useQuery(routesQuery).data ?? [];
  const query = useInfiniteQuery(leadHistoryQuery(lead.id));
  const names = { user: (id: string) => users.find((user) => user.id === id)?.name ?? "", route: (id: string) => routes.find((route) => route.id === id)?.name ?? "…" };
  return (
    <Part title={t("lead.timeline")}>
      <Answered query={{ ...query, isPlaceholderData: false }}>
        {({ pages }) => (
          <ol className="flex flex-col gap-2.5 border-l border-line-strong pl-4">
            {pages.flatMap(({ data }) =>
              data.map((entry) => (
                <li key={entry.position} className="wrap-break-word">
                  {leadEventWords(text, entry, names)}{" "}
                  <time dateTime={entry.effective_at} className="num ml-1 text-sm whitespace-nowrap text-ink-2">
                    {moment(entry.effective_at)}
                  </time>
                </li>
              )),
            )}
          </ol>
        )}
      </Answered>
      {query.hasNextPage && (
        <Button tone="line" className="mt-3" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("leads.more")}
        </Button>
      )}
    </Part>
  );
}
