import "../work/words";
import "./words";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { CircleAlert, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { LEAD_STATES } from "../frame/search";
import { useRefine } from "../frame/TopBar";
import { Button, fieldClass } from "../parts/controls";
import { Empty } from "../parts/empty";
import { words } from "../parts/form";
import { Page, tableClass } from "../parts/page";
import { RowHead } from "../parts/sheet";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { useMe } from "../views/me";
import { sessionQuery, usersQuery } from "../wire/queries";
import { Tabs } from "../work/Tabs";
import { NewLead } from "./NewLead";
import { leadsQuery, type Lead } from "./queries";

/** Who may work on leads; the server decides in any case. */
export function useMayWork(): boolean {
  const roles = useQuery({ ...sessionQuery, enabled: false }).data?.roles ?? [];
  return roles.some((role) => role === "rep" || role === "manager" || role === "leader");
}

/** Leads, newest first: mine, those of nobody, or all; what is asked stands in the address. */
export function LeadsPage() {
  const { t } = useText();
  const search = useSearch({ from: "/inside/leads" });
  const { whose = "mine", state = "open", source, q } = search;
  const refine = useRefine();
  const { me } = useMe();
  const may = useMayWork();
  const [adding, setAdding] = useState(false);
  const query = useInfiniteQuery({ ...leadsQuery(search, me), placeholderData: (before) => before });
  const sources = [...new Set([...(source ? [source] : []), ...(query.data?.pages ?? []).flatMap(({ data }) => data.flatMap((lead) => lead.source ?? []))])].toSorted();
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    refine({ q: words(event.currentTarget)("q") || undefined });
  };
  return (
    <Page
      title={t("nav.leads")}
      lead={t("leads.lead")}
      wide
      actions={
        may && (
          <Button tone="primary" onClick={() => setAdding(true)}>
            <Plus size={15} aria-hidden />
            {t("leads.new")}
          </Button>
        )
      }
    >
      <Tabs label={t("leads.whose")} value={whose} choices={(["mine", "unassigned", "all"] as const).map((value) => ({ value, label: t(`leads.${value}`) }))} onChoose={(next) => refine({ whose: next === "mine" ? undefined : next })} />
      <form onSubmit={find} role="search" className="mt-3 flex flex-wrap items-center gap-2">
        <input key={q} type="search" name="q" defaultValue={q} maxLength={200} aria-label={t("leads.search")} placeholder={t("leads.search")} className={`${fieldClass} w-50!`} />
        <select aria-label={t("leads.state")} value={state} onChange={({ target: { value } }) => refine({ state: value === "open" ? undefined : value })} className={`${fieldClass} w-auto!`}>
          {LEAD_STATES.map((value) => (
            <option key={value} value={value}>
              {t(`leads.state.${value}`)}
            </option>
          ))}
        </select>
        <select aria-label={t("lead.source")} value={source ?? ""} onChange={({ target: { value } }) => refine({ source: value || undefined })} className={`${fieldClass} w-auto!`}>
          <option value="">{t("leads.source.any")}</option>
          {sources.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </select>
      </form>
      <div className="mt-4">
        <Answered query={query}>
          {({ pages }) => {
            const leads = pages.flatMap(({ data }) => data);
            if (leads.length > 0) return <Leads leads={leads} />;
            const clear = <Button tone="line" onClick={() => refine({ whose: "all", state: undefined, source: undefined, q: undefined })}>{t("leads.clear")}</Button>;
            return <Empty action={clear}>{t("leads.none")}</Empty>;
          }}
        </Answered>
        {query.hasNextPage && (
          <Button tone="line" className="mt-3" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("leads.more")}
          </Button>
        )}
      </div>
      {adding && <NewLead onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Leads({ leads }: { leads: readonly Lead[] }) {
  const { t, day, dayOf, short } = useText();
  const users = useQuery(usersQuery).data ?? [];
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("leads.list")}>
      <table className={`${tableClass} min-w-200`}>
        <thead>
          <tr>
            {[t("lead.name"), t("lead.company"), t("lead.source"), t("lead.owner"), t("leads.contact")].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col" className="text-right">
              {t("lead.budget")}
            </th>
            <th scope="col" className="pr-0! text-right">
              {t("leads.added")}
            </th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <tr key={lead.id}>
              <RowHead>
                <Link to="/leads/$id" params={{ id: lead.id }} className="font-medium hover:underline">
                  {lead.name}
                </Link>
              </RowHead>
              <td>{lead.company ?? "–"}</td>
              <td>{lead.source ?? "–"}</td>
              <td>{users.find(({ id }) => id === lead.owner)?.name ?? t("lead.unowned")}</td>
              <td className="whitespace-nowrap">
                <Contact lead={lead} />
              </td>
              <td className="text-right whitespace-nowrap">{short(lead.budget)}</td>
              <td className="pr-0! text-right whitespace-nowrap">{day(dayOf(lead.created_at))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How it stands with the first contact, or what has become of the lead. */
function Contact({ lead: { state, touched_at, touch_by } }: { lead: Lead }) {
  const { t, day, dayOf, moment } = useText();
  if (state === "converted" || state === "disqualified") return <span className={state === "converted" ? "text-won" : "text-ink-2"}>{t(`leads.state.${state}`)}</span>;
  if (touched_at) return day(dayOf(touched_at));
  if (!touch_by) return <span className="text-warn">–</span>;
  return (
    <span className={`inline-flex items-center gap-1 ${Date.parse(touch_by) < Date.now() ? "text-lost" : "text-warn"}`} data-tip={t("lead.clock.until", { when: moment(touch_by) })} tabIndex={0}>
      <CircleAlert size={13} aria-hidden />
      {moment(touch_by)}
    </span>
  );
}
