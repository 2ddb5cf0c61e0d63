import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Button } from "../parts/controls";
import { Objection, SelectField, TextField } from "../parts/form";
import { useSending } from "../parts/useSending";
import type { Money } from "../text/format";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { dealQuery, sessionQuery, usersQuery } from "../wire/queries";
import { order, policiesQuery, refreshWork, type Approval } from "./queries";

type Seat = NonNullable<NonNullable<NonNullable<Approval["steps"]>[number]["seats"]>[number]>;

/** One approval: what was seen, who has said what, and the answer of whoever is asked now. */
export function ApprovalCard({ approval, alone = false }: { approval: Approval; /** On the page of its deal. */ alone?: boolean }) {
  const { t, moment } = useText();
  const deal = useQuery(dealQuery(approval.deal)).data;
  const policy = useQuery(policiesQuery).data?.find(({ id }) => id === approval.policy);
  const nameOf = useName();
  const { answer_by, asker, holds, holds_until, lapsed, reason, state } = approval;
  const words = lapsed ? t("approvals.lapsed") : state === "approved" && !holds ? t("approvals.stale") : isKey(`approvals.state.${state}`) ? t(`approvals.state.${state}` as Key) : state;
  return (
    <li className="rounded-card border border-line p-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        {!alone && (
          <Link to="/deals/$id" params={{ id: approval.deal }} className="font-semibold wrap-break-word hover:underline">
            {deal?.name ?? "…"}
          </Link>
        )}
        <span className={alone ? "font-medium" : ""}>{policy?.name ?? approval.key}</span>
        <span className={`text-sm ${holds ? "text-won" : state === "rejected" ? "text-lost" : "text-ink-2"}`}>{words}</span>
      </div>
      <p className="text-sm wrap-break-word text-ink-2">
        {asker ? t("approvals.by", { name: nameOf(asker) }) : t("approvals.by.rule")}
        {reason && `: ${reason}`}
        {state === "pending" && answer_by && ` · ${t("approvals.until", { when: moment(answer_by) })}`}
        {holds && holds_until && ` · ${t("approvals.holds", { when: moment(holds_until) })}`}
      </p>
      <Saw saw={approval.saw} deal={deal} />
      <Steps approval={approval} nameOf={nameOf} />
      <Answer approval={approval} />
    </li>
  );
}

function useName(): (id: string | undefined) => string {
  const users = useQuery(usersQuery).data ?? [];
  return (id) => users.find((user) => user.id === id)?.name ?? "…";
}

/** The facts that are approved, as they were seen, and what has become of them since. */
function Saw({ saw, deal }: { saw: unknown; deal: object | undefined }) {
  const { t, count, full } = useText();
  const now = deal as Record<string, unknown> | undefined;
  const said = (value: unknown): string => {
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
    if (Array.isArray(value)) return count("approvals.items", value.length);
    if (typeof value === "object") return "amount" in value ? full(value as Money) : JSON.stringify(value);
    return isKey(`kind.${String(value)}`) ? t(`kind.${String(value)}` as Key) : String(value);
  };
  const name = (fact: string) => (isKey(`approvals.fact.${fact}`) ? t(`approvals.fact.${fact}` as Key) : isKey(`deal.${fact}`) ? t(`deal.${fact}` as Key) : fact);
  return (
    <dl aria-label={t("approvals.saw")} className="num mt-2 flex flex-wrap gap-x-6 gap-y-1">
      {Object.entries((saw ?? {}) as Record<string, unknown>).map(([fact, value]) => {
        const changed = now && fact in now && said(now[fact]) !== said(value);
        return (
          <div key={fact}>
            <dt className="text-sm text-ink-2">{name(fact)}</dt>
            <dd>
              {said(value)}
              {changed && <span className="ml-2 text-warn">{t("approvals.now", { value: said(now[fact]) })}</span>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Steps({ approval, nameOf }: { approval: Approval; nameOf: (id: string | undefined) => string }) {
  const { t } = useText();
  const seatWords = ({ approved, by, for: other, role, user }: Seat) => {
    if (by) return t(approved ? "approvals.seat.yes" : "approvals.seat.no", { name: nameOf(by) });
    const name = user ? nameOf(user) : t("approvals.anyrole", { role: isKey(`userrole.${role}`) ? t(`userrole.${role}` as Key) : (role ?? "") });
    return other ? t("approvals.seat.for", { name, other: nameOf(other) }) : t("approvals.seat.waits", { name });
  };
  return (
    <ol className="mt-2 text-sm">
      {(approval.steps ?? []).map(({ any, seats }, at) => (
        <li key={at}>
          {t("approvals.step", { n: at + 1 })}
          {any && (seats ?? []).length > 1 && ` (${t("approvals.any")})`}
          {": "}
          {(seats ?? []).map((seat) => seatWords(seat) + (seat.note ? ` – ${seat.note}` : "")).join(" · ")}
        </li>
      ))}
    </ol>
  );
}

function Answer({ approval }: { approval: Approval }) {
  const { t } = useText();
  const session = useQuery({ ...sessionQuery, enabled: false }).data;
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const [note, setNote] = useState("");
  const [to, setTo] = useState("");
  const me = session?.user.id ?? "";
  const party = me === approval.asker || me === approval.owner;
  if (approval.state !== "pending" || approval.lapsed) return null;
  const met = ({ any, seats }: NonNullable<Approval["steps"]>[number]) => (any ? (seats ?? []).some(({ approved }) => approved) : (seats ?? []).every(({ approved }) => approved));
  const current = (approval.steps ?? []).find((step) => !met(step));
  const seat = (current?.seats ?? []).find(({ by, role, user }) => !by && (user ? user === me : session?.roles.some((mine) => mine === role)));
  const sent = (work: (params: ReturnType<typeof order>) => Promise<unknown>) => void send((key) => work(order(approval, key)).then(refreshWork));
  const withdraw = (
    <Button disabled={busy} onClick={() => sent((params) => ask(wire.POST("/v1/approvals/{id}/withdraw", { params, body: {} })))}>
      {t("approvals.withdraw")}
    </Button>
  );
  let answer: ReactNode = null;
  if (party) answer = <p className="flex-1 text-sm text-ink-2">{t("approvals.own")}</p>;
  else if (seat) {
    const others = users.filter(({ id, inactive }) => !inactive && id !== me && id !== approval.asker && id !== approval.owner);
    answer = (
      <>
        <div className="min-w-48 flex-1">
          <TextField label={t("approvals.note")} name="note" problem={problem} value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} />
        </div>
        <Button tone="primary" disabled={busy} onClick={() => sent((params) => ask(wire.POST("/v1/approvals/{id}/approve", { params, body: { note: note.trim() || undefined } })))}>
          {t("approvals.yes")}
        </Button>
        <Button tone="lineLost" disabled={busy} onClick={() => sent((params) => ask(wire.POST("/v1/approvals/{id}/reject", { params, body: { note: note.trim() || undefined } })))}>
          {t("approvals.no")}
        </Button>
        {seat.user && (
          <>
            <SelectField label={t("approvals.delegate.to")} name="to" problem={problem} value={to} options={[{ value: "", label: "–" }, ...others.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(event) => setTo(event.target.value)} />
            <Button disabled={busy || !to} onClick={() => sent((params) => ask(wire.POST("/v1/approvals/{id}/delegate", { params, body: { to } })))}>
              {t("approvals.delegate")}
            </Button>
          </>
        )}
      </>
    );
  }
  return (
    <div className="mt-3 flex flex-wrap items-end gap-2">
      {answer}
      {party && withdraw}
      <Objection problem={problem} shown={["/note", "/to"]} />
    </div>
  );
}
