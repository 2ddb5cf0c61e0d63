import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { AccountPicker, type Picked } from "../actions/AccountPicker";
import { Field } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { Problem } from "../wire/problem";
import { accountsQuery, client, pipelinesQuery, sessionQuery } from "../wire/queries";
import { order, refreshWork } from "../work/queries";
import { CriteriaOf } from "./Qualification";
import { contactsQuery, leadQuery, type Lead } from "./queries";

/** A lead becomes a deal: with a company and a contact that are there, or that are made of it. The server refuses what does not qualify. */
export function Convert({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const home = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency ?? "";
  const [chosen, setChosen] = useState("");
  const pipeline = chosen || (pipelines[0]?.id ?? "");
  const currency = lead.budget?.currency || pipelines.find(({ id }) => id === pipeline)?.currency || home;
  const company = useCompany(lead);
  const { busy, problem, send, setProblem } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const amount = word("value") ? readAmount(lang, word("value")) : undefined;
    const wrong = [
      ...(company.text.trim() && !company.picked ? [{ pointer: "/account", code: "unknown", detail: t("lead.convert.unknown") }] : []),
      ...(amount === null ? [{ pointer: "/value", code: "amount", detail: t("new.badvalue", { example: writeAmount(lang, "125000000") }) }] : []),
    ];
    if (wrong.length > 0) return setProblem(new Problem(422, { errors: wrong }));
    const body = {
      pipeline,
      name: word("name") || undefined,
      account: company.picked?.id ?? undefined,
      contact: word("contact") || undefined,
      value: amount ? { amount, currency } : undefined,
      close_date: word("close_date") || undefined,
    };
    let after: Lead | undefined;
    const done = await send(async (key) => {
      after = await ask(wire.POST("/v1/leads/{id}/convert", { params: order(lead, key), body }));
      client.setQueryData(leadQuery(lead.id).queryKey, after);
      await refreshWork();
    });
    if (!done || !after?.deal) return;
    onClose();
    showToast({ text: t("lead.converted", { name: lead.name }) });
    await navigate({ to: "/deals/$id", params: { id: after.deal } });
  };
  const named = lead.company || lead.name;
  return (
    <Modal title={t("lead.convert")} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("lead.convert.lead")}</p>
        <SelectField label={t("lead.convert.pipeline")} name="pipeline" problem={problem} value={pipeline} onChange={(event) => setChosen(event.target.value)} options={pipelines.map(({ id, name }) => ({ value: id, label: name }))} />
        <CriteriaOf lead={lead.id} pipeline={pipeline} />
        <TextField label={t("lead.convert.name")} name="name" problem={problem} defaultValue={named} autoComplete="off" />
        <Field label={t("lead.convert.account", { name: named })} error={problem?.about("/account")}>
          {(field, described) => <AccountPicker field={field} described={described} text={company.text} picked={company.picked} onText={company.type} onPick={company.pick} known />}
        </Field>
        <ContactField lead={lead} account={company.picked?.id ?? undefined} problem={problem} />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t("lead.convert.value", { currency })} name="value" problem={problem} inputMode="decimal" defaultValue={lead.budget ? writeAmount(lang, lead.budget.amount) : ""} className="num" autoComplete="off" />
          <TextField label={t("lead.convert.close")} name="close_date" problem={problem} type="date" />
        </div>
        <Refused problem={problem} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("lead.convert")}
        </FormEnd>
      </form>
    </Modal>
  );
}

/** Why the server made no deal of it: what is missing is said criterion by criterion. */
function Refused({ problem }: { problem: Problem | null }) {
  if (problem?.code !== "lead_unqualified") return <Objection problem={problem} shown={["/pipeline", "/name", "/account", "/contact", "/value", "/close_date"]} />;
  return (
    <div role="alert" className="text-lost">
      <p>{problem.message}</p>
      <ul className="list-disc pl-5">
        {problem.details.errors?.map(({ pointer, detail }) => <li key={pointer}>{detail}</li>)}
      </ul>
    </div>
  );
}

/** The company of the lead: the one of that name, until another is chosen or the field is emptied. */
function useCompany(lead: Lead) {
  const [typed, setTyped] = useState<{ text: string; picked: Picked | null } | null>(null);
  const wanted = lead.company ?? "";
  const found = useQuery({ ...accountsQuery(wanted), enabled: wanted !== "" }).data?.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const same = found ? { text: found.name, picked: { id: found.id, name: found.name } } : { text: "", picked: null };
  return {
    ...(typed ?? same),
    type: (text: string) => setTyped({ text, picked: null }),
    pick: (picked: Picked) => setTyped({ text: picked.name, picked }),
  };
}

/** Who the deal is made with: somebody of the company who is there, by their address where it is known, or the lead itself. */
function ContactField({ lead, account, problem }: { lead: Lead; account: string | undefined; problem: Problem | null }) {
  const { t } = useText();
  const contacts = useQuery({ ...contactsQuery(account ?? ""), enabled: account !== undefined }).data ?? [];
  const same = contacts.find(({ email, name }) => (lead.email ? email?.toLowerCase() === lead.email.toLowerCase() : name === lead.name));
  const options = [{ value: "", label: t("lead.convert.contact.new", { name: lead.name }) }, ...contacts.map(({ id, name, title }) => ({ value: id, label: title ? `${name}, ${title}` : name }))];
  return <SelectField key={`${account} ${contacts.length}`} label={t("lead.convert.contact")} name="contact" problem={problem} defaultValue={same?.id ?? ""} options={account === undefined ? options.slice(0, 1) : options} />;
}
