import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { InlineEdit } from "../deal/InlineEdit";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import { asProblem, type Problem } from "../wire/problem";
import { sessionQuery, usersQuery } from "../wire/queries";
import { changeLead, type Lead, type LeadPatch } from "./queries";
import { routesQuery } from "./routes";

const WORDS = ["name", "company", "title", "email", "phone", "source", "segment", "region", "language", "need"] as const;

/** What is known of a lead, each fact with its way to be changed. */
export function Facts({ lead, readOnly }: { lead: Lead; readOnly: boolean }) {
  const { t, lang, full, whole, fullDay, dayOf } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const route = useQuery(routesQuery).data?.find(({ id }) => id === lead.route);
  const home = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency ?? "";
  const currency = lead.budget?.currency || home;
  const patch = async (change: LeadPatch): Promise<Problem | null> => {
    try {
      await changeLead(lead, change);
      return null;
    } catch (error) {
      return asProblem(error);
    }
  };
  const notSet = <span className="text-ink-3">{t("deal.notset")}</span>;
  const saveBudget = (typed: string) => {
    if (!typed.trim()) return patch({ budget: null });
    const amount = readAmount(lang, typed);
    return amount === null ? Promise.resolve(t("new.badvalue", { example: writeAmount(lang, "125000000") })) : patch({ budget: { amount, currency } });
  };
  const saveEmployees = (typed: string) => {
    const n = typed.trim();
    if (n && !/^\d{1,12}$/.test(n)) return Promise.resolve(t("lead.badnumber"));
    return patch({ employees: n ? Number(n) : null });
  };
  return (
    <>
      <h2 className="mb-1.5 font-semibold">{t("lead.facts")}</h2>
      <dl>
        <Row label={t("lead.owner")}>
          <span>
            {users.find(({ id }) => id === lead.owner)?.name ?? t("lead.unowned")}
            {route && <span className="block text-sm text-ink-2">{`${t("lead.owner.route")}: ${route.name}`}</span>}
          </span>
        </Row>
        {WORDS.map((name) => (
          <Row key={name} label={t(`lead.${name}`)}>
            <InlineEdit label={t(`lead.${name}`)} shown={lead[name] ? <span className={name === "need" ? "whitespace-normal" : ""}>{lead[name]}</span> : notSet} value={lead[name] ?? ""} pointer={`/${name}`} readOnly={readOnly} save={(next) => patch({ [name]: next.trim() || null })} />
          </Row>
        ))}
        <Row label={t("lead.employees")}>
          <InlineEdit label={t("lead.employees")} shown={lead.employees ? whole(lead.employees) : notSet} value={lead.employees ? String(lead.employees) : ""} pointer="/employees" readOnly={readOnly} save={saveEmployees} />
        </Row>
        <Row label={t("lead.budget")}>
          <InlineEdit label={t("lead.budget")} shown={lead.budget ? full(lead.budget) : notSet} value={lead.budget ? writeAmount(lang, lead.budget.amount) : ""} pointer="/budget" readOnly={readOnly} save={saveBudget} />
        </Row>
        <Row label={t("lead.added")}>{fullDay(dayOf(lead.created_at))}</Row>
      </dl>
    </>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-6.5 items-start gap-3">
      <dt className="w-26 shrink-0 py-0.5 text-ink-2">{label}</dt>
      <dd className="flex min-w-0 flex-1 py-0.5 wrap-anywhere">{children}</dd>
    </div>
  );
}
