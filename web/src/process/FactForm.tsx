import "./words";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { AccountPicker, type Picked } from "../actions/AccountPicker";
import { edit, type Intent } from "../actions/act";
import { Field } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { readAmount, writeAmount } from "../text/format";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import type { Deal, DealPatch } from "../wire/client";
import { Problem } from "../wire/problem";
import { pipelinesQuery, sessionQuery, usersQuery } from "../wire/queries";
import { latest } from "./criteria";
import { fieldsQuery, type CustomField } from "./fields";

/** What has no field here: it is filled in where it is shown. */
const ELSEWHERE = ["line_items", "contacts", "competitors"];

const LABELS: Record<string, Key> = {
  account: "new.account",
  owner: "deal.owner",
  close_date: "deal.close",
  next_step: "deal.next",
  segment: "deal.segment",
  region: "deal.region",
  channel: "deal.channel",
  source: "deal.source",
};

type Said = (name: string) => string;

/** The facts that a deal lacks, each with the field that it is missing in. */
export function FactForm({ deal, lacking, onDone, onCancel }: { deal: Deal; lacking: readonly string[]; onDone: (after: Deal) => void; onCancel: () => void }) {
  const { t, lang } = useText();
  const currency = useCurrency(deal);
  const fields = useQuery(fieldsQuery).data ?? [];
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [account, setAccount] = useState<Picked | null>(null);
  const here = lacking.filter((fact) => !ELSEWHERE.includes(fact));
  const custom = (fact: string) => fields.find(({ key }) => `custom.${key}` === fact);

  const submit = async (said: Said) => {
    const amount = said("value") ? readAmount(lang, said("value")) : undefined;
    if (amount === null) return setProblem(new Problem(422, { errors: [{ pointer: "/value", code: "amount", detail: t("new.badvalue", { example: writeAmount(lang, "125000000") }) }] }));
    setBusy(true);
    const given = amount === undefined ? undefined : { amount, currency: deal.value?.currency ?? currency };
    const wrong = await inTurn(deal, intentsOf(here, said, { value: given, account: account?.id ?? undefined, custom }));
    setBusy(false);
    setProblem(wrong);
    if (!wrong) onDone(latest(deal));
  };

  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(words(event.currentTarget));
      }}
    >
      {here.map((fact, index) => (
        <FactField key={fact} fact={fact} first={index === 0} field={custom(fact)} currency={currency} problem={problem} onAccount={setAccount} />
      ))}
      {here.length < lacking.length && (
        <Link to="/deals/$id" params={{ id: deal.id }} className="font-medium text-accent-ink underline underline-offset-4">
          {t("blocked.elsewhere", { facts: new Intl.ListFormat(lang).format(lacking.filter((fact) => ELSEWHERE.includes(fact)).map((fact) => t(`field.${fact}` as Key))) })}
        </Link>
      )}
      <Objection problem={problem} shown={here.map((fact) => `/${fact.replace(".", "/")}`)} />
      {here.length > 0 && (
        <FormEnd onCancel={onCancel} busy={busy}>
          {t("dialog.save")}
        </FormEnd>
      )}
    </form>
  );
}

function useCurrency(deal: Deal): string {
  const pipeline = useQuery(pipelinesQuery).data?.find(({ id }) => id === deal.pipeline);
  const home = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency;
  return pipeline?.currency || home || "";
}

type Given = { value?: { amount: string; currency: string }; account?: string; custom: (fact: string) => CustomField | undefined };

/** Moving a date and handing over are deeds of their own; all other facts are one change. */
function intentsOf(facts: readonly string[], said: Said, { value, account, custom }: Given): Intent[] {
  const patch: DealPatch = {};
  for (const fact of facts) {
    const field = custom(fact);
    if (field && said(fact)) patch.custom = { ...patch.custom, [field.key]: valueOf(field, said(fact)) };
    else if (fact === "next_step" && said("next_step")) patch.next_step = { text: said("next_step"), day: said("next_step_day") };
    else if ((fact === "segment" || fact === "region" || fact === "channel" || fact === "source") && said(fact)) patch[fact] = said(fact);
  }
  if (value) patch.value = value;
  if (account) patch.account = account;
  return [
    ...(Object.keys(patch).length > 0 ? [{ kind: "patch" as const, patch }] : []),
    ...(said("close_date") ? [{ kind: "close-date" as const, close_date: said("close_date") }] : []),
    ...(said("owner") ? [{ kind: "transfer" as const, to: said("owner") }] : []),
  ];
}

function valueOf({ type }: CustomField, said: string): unknown {
  return type === "boolean" ? said === "true" : type === "choices" ? [said] : said;
}

async function inTurn(deal: Deal, intents: readonly Intent[]): Promise<Problem | null> {
  for (const intent of intents) {
    const wrong = await edit(latest(deal), intent);
    if (wrong) return wrong;
  }
  return null;
}

type Props = { fact: string; first: boolean; field: CustomField | undefined; currency: string; problem: Problem | null; onAccount: (picked: Picked | null) => void };

function FactField({ fact, first, field, currency, problem, onAccount }: Props) {
  const { t, today } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const [company, setCompany] = useState("");
  const [picked, setPicked] = useState<Picked | null>(null);
  const label = field?.label ?? (LABELS[fact] ? t(LABELS[fact]) : fact);
  const common = { label, name: fact, problem, autoFocus: first, pointer: `/${fact.replace(".", "/")}` };
  const pick = (choice: Picked | null) => {
    setPicked(choice);
    onAccount(choice?.id ? choice : null);
  };
  switch (field?.type ?? fact) {
    case "account":
      return (
        <Field label={label} error={problem?.about("/account")}>
          {(id, described) => (
            <AccountPicker
              field={id}
              described={described}
              text={company}
              picked={picked?.id ? picked : null}
              known
              onText={(text) => {
                setCompany(text);
                pick(null);
              }}
              onPick={(choice) => {
                setCompany(choice.name);
                pick(choice);
              }}
            />
          )}
        </Field>
      );
    case "owner":
      return <SelectField {...common} pointer="/to" options={users.filter(({ inactive }) => !inactive).map(({ id, name }) => ({ value: id, label: name }))} />;
    case "close_date":
    case "day":
      return <TextField {...common} type="date" />;
    case "value":
      return <TextField {...common} label={t("new.value", { currency })} inputMode="decimal" className="num" />;
    case "number":
      return <TextField {...common} inputMode="decimal" className="num" />;
    case "boolean":
      return <SelectField {...common} options={[{ value: "true", label: t("fact.yes") }, { value: "false", label: t("fact.no") }]} />;
    case "choice":
    case "choices":
      return <SelectField {...common} options={(field?.options ?? []).map((option) => ({ value: option, label: option }))} />;
    case "next_step":
      return (
        <div className="grid grid-cols-[minmax(0,1fr)_150px] gap-3">
          <TextField {...common} maxLength={300} />
          <TextField label={t("deal.next.day")} name="next_step_day" type="date" defaultValue={today} problem={problem} pointer="/next_step/day" />
        </div>
      );
    default:
      return <TextField {...common} />;
  }
}
