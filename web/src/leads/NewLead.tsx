import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { Problem } from "../wire/problem";
import { sessionQuery, usersQuery } from "../wire/queries";
import { refreshWork } from "../work/queries";
import type { Lead } from "./queries";

const WORDS = ["company", "title", "email", "phone", "source", "segment", "region", "language"] as const;

/** Somebody who may become a buyer; whose they are the route says, unless somebody is named. */
export function NewLead({ onClose }: { onClose: () => void }) {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const users = useQuery(usersQuery).data ?? [];
  const currency = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency ?? "";
  const { busy, problem, send, setProblem } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const amount = word("budget") ? readAmount(lang, word("budget")) : undefined;
    if (amount === null) return setProblem(new Problem(422, { errors: [{ pointer: "/budget", code: "amount", detail: t("new.badvalue", { example: writeAmount(lang, "125000000") }) }] }));
    const facts = Object.fromEntries([...WORDS, "need" as const, "owner" as const].flatMap((name) => (word(name) ? [[name, word(name)]] : [])));
    let lead: Lead | undefined;
    const done = await send(async (key) => {
      lead = await ask(wire.POST("/v1/leads", { params: { header: { "Idempotency-Key": key } }, body: { name: word("name"), ...facts, budget: amount ? { amount, currency } : undefined } }));
      await refreshWork();
    });
    if (!done || !lead) return;
    onClose();
    showToast({ text: t("leads.created", { name: lead.name }) });
    await navigate({ to: "/leads/$id", params: { id: lead.id } });
  };
  const owners = [{ value: "", label: t("lead.owner.route") }, ...users.filter(({ inactive }) => !inactive).map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Modal title={t("leads.new")} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <TextField label={t("lead.name")} name="name" problem={problem} autoFocus autoComplete="off" />
        <div className="grid gap-3 sm:grid-cols-2">
          {WORDS.map((name) => (
            <TextField key={name} label={t(`lead.${name}`)} name={name} problem={problem} autoComplete="off" type={name === "email" ? "email" : "text"} />
          ))}
          <TextField label={t("lead.budget.in", { currency })} name="budget" problem={problem} inputMode="decimal" className="num" autoComplete="off" />
          <SelectField label={t("lead.owner")} name="owner" problem={problem} options={owners} />
        </div>
        <TextField label={t("lead.need")} name="need" problem={problem} autoComplete="off" maxLength={500} />
        <Objection problem={problem} shown={["/name", "/budget", "/owner", "/need", ...WORDS.map((name) => `/${name}`)]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("leads.create")}
        </FormEnd>
      </form>
    </Modal>
  );
}
