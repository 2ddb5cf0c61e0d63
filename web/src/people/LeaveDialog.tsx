import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Modal } from "../parts/modal";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire, type Team, type User } from "../wire/client";
import { asProblem } from "../wire/problem";
import { client } from "../wire/queries";
import { changeUser } from "./change";
import { successor } from "./tree";

const STAYS = "nobody";
const UNDECIDED = "";

/** Somebody leaves: first somebody else takes over what they have, then they come in no more. What they did stays theirs. */
export default function LeaveDialog({ user, users, teams, onClose }: { user: User; users: readonly User[]; teams: readonly Team[]; onClose: () => void }) {
  const { t, count } = useText();
  const { busy, problem, send } = useSending();
  const others = users.filter(({ id, inactive }) => !inactive && id !== user.id);
  const [to, setTo] = useState(successor(user, users, teams)?.id ?? UNDECIDED);
  const path = { id: user.id };
  // Whoever they are given to, it is the same; the question needs somebody who is there.
  const has = useQuery({
    queryKey: ["handover", user.id],
    queryFn: ({ signal }) => ask(wire.POST("/v1/users/{id}/transfer", { signal, params: { path, query: { dry_run: true } }, body: { to: user.id } })),
    staleTime: 0,
    gcTime: 0,
  });
  const nothing = has.data && has.data.deals + has.data.accounts === 0;
  const alone = nothing || others.length === 0; // nothing to give, or nobody to give it to
  const leave = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = words(event.currentTarget)("reason");
    const done = await send(async (key) => {
      if (!alone && to !== STAYS) await ask(wire.POST("/v1/users/{id}/transfer", { params: { path, header: { "Idempotency-Key": key } }, body: { to, reason: reason || undefined } }));
      await changeUser(user, { inactive: true });
    });
    if (!done) return;
    onClose();
    const heir = others.find(({ id }) => id === to);
    showToast({ text: heir && !alone ? t("people.left.handed", { name: user.name, to: heir.name }) : t("people.left.done", { name: user.name }) });
    await client.invalidateQueries({ queryKey: ["accounts"] });
  };
  return (
    <Modal title={t("people.leave.title", { name: user.name })} onClose={onClose}>
      <form onSubmit={(event) => void leave(event)} className="flex flex-col gap-4">
        <p className="text-ink-2">{t("people.leave.body")}</p>
        <p role="status" className={nothing ? "text-ink-2" : "font-medium"}>
          {has.isPending && t("board.loading")}
          {has.data && (nothing ? t("people.leave.nothing") : t("people.leave.has", { deals: count("people.leave.deals", has.data.deals), accounts: count("people.leave.accounts", has.data.accounts) }))}
        </p>
        {!alone && (
          <>
            <SelectField
              label={t("people.leave.to")}
              name="to"
              problem={problem}
              value={to}
              onChange={(event) => setTo(event.target.value)}
              options={[...(to === UNDECIDED ? [{ value: UNDECIDED, label: t("people.leave.choose") }] : []), ...others.map(({ id, name }) => ({ value: id, label: name })), { value: STAYS, label: t("people.leave.stays", { name: user.name }) }]}
            />
            {to === STAYS ? (
              <p className="text-sm text-warn">{t("people.leave.unowned")}</p>
            ) : (
              <TextField label={t("people.leave.reason")} name="reason" maxLength={500} problem={problem} autoComplete="off" />
            )}
          </>
        )}
        <Objection problem={problem ?? (has.error && asProblem(has.error))} shown={["/to", "/reason"]} />
        <FormEnd onCancel={onClose} busy={busy || has.isPending || (!alone && to === UNDECIDED)} tone="lost">
          {t(to === STAYS || alone ? "people.leave.do" : "people.leave.handover")}
        </FormEnd>
      </form>
    </Modal>
  );
}
