import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { AccountPicker } from "../actions/AccountPicker";
import { Field, fieldClass } from "../parts/controls";
import { readAmount, writeAmount, type Money } from "../text/format";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { competitorsQuery, sessionQuery, usersQuery } from "../wire/queries";
import { Choice } from "./Choice";
import { useFacts } from "./facts";

type Props = { fact: string; value: unknown; wrong: string | undefined; onChange: (value: unknown) => void };

const CATEGORIES = ["omitted", "pipeline", "best_case", "most_likely", "commit"] as const;
const KINDS = ["tcv", "acv", "first_year", "ltv"] as const;

/** The value that a fact of a deal is set to, or that it is emptied: each fact with the field that fits it. */
export function FactValue(props: Props) {
  const { t } = useText();
  const { fact, value, onChange } = props;
  const cleared = value === null;
  return (
    <div className="flex flex-col gap-1">
      {!cleared && <Value {...props} />}
      {fact !== "name" && (
        <label className="flex min-h-7 items-center gap-2 text-sm pointer-coarse:min-h-11">
          <input type="checkbox" checked={cleared} onChange={(event) => onChange(event.target.checked ? null : undefined)} />
          {t("rules.clear")}
        </label>
      )}
    </div>
  );
}

function Value(props: Props) {
  const { t } = useText();
  const { fieldOf } = useFacts();
  const users = useQuery(usersQuery).data ?? [];
  const { fact } = props;
  const field = fieldOf(fact);
  switch (field?.type ?? fact) {
    case "owner":
      return <One {...props} choices={users.filter(({ id, inactive }) => !inactive || id === props.value).map(({ id, name }) => ({ value: id, label: name }))} />;
    case "category":
      return <One {...props} choices={CATEGORIES.map((each) => ({ value: each, label: t(`category.${each}`) }))} />;
    case "value_kind":
      return <One {...props} choices={KINDS.map((each) => ({ value: each, label: t(`kind.${each}`) }))} />;
    case "choice":
      return <One {...props} choices={(field?.options ?? []).map((each) => ({ value: each, label: each }))} />;
    case "choices":
      return <Several {...props} choices={(field?.options ?? []).map((each) => ({ value: each, label: each }))} />;
    case "boolean":
      return <One {...props} value={typeof props.value === "boolean" ? String(props.value) : ""} onChange={(said) => props.onChange(said && said === "true")} choices={[{ value: "true", label: t("fact.yes") }, { value: "false", label: t("fact.no") }]} />;
    case "competitors":
      return <Competitors {...props} />;
    case "account":
      return <Account {...props} />;
    case "value":
    case "money":
      return <Amount {...props} />;
    case "next_step":
      return <Step {...props} />;
    case "line_items":
    case "contacts":
      return <Written {...props} />;
    default:
      return <Plain {...props} type={field?.type === "day" || fact === "close_date" ? "date" : field?.type === "url" ? "url" : "text"} />;
  }
}

function Plain({ value, wrong, onChange, type }: Props & { type: "text" | "date" | "url" }) {
  const { t } = useText();
  return (
    <Field label={t("rules.value")} error={wrong}>
      {(id, described) => <input id={id} type={type} value={typeof value === "string" ? value : ""} maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => onChange(event.target.value || undefined)} className={fieldClass} />}
    </Field>
  );
}

type Choices = { choices: readonly { value: string; label: string }[] };

function One({ value, wrong, onChange, choices }: Props & Choices) {
  const { t } = useText();
  return <Choice label={t("rules.value")} value={typeof value === "string" ? value : undefined} wrong={wrong} choices={choices} onChoose={onChange} />;
}

function Several({ value, wrong, onChange, choices }: Props & Choices) {
  const { t } = useText();
  const id = useId();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <div role="group" aria-label={t("rules.value")} aria-describedby={wrong && id}>
      <span className="text-sm font-medium text-ink-2">{t("rules.value")}</span>
      <div className="flex flex-wrap gap-x-4">
        {choices.map((choice) => (
          <label key={choice.value} className="flex min-h-7 items-center gap-1.5 pointer-coarse:min-h-11">
            <input type="checkbox" checked={chosen.includes(choice.value)} onChange={(event) => onChange(event.target.checked ? [...chosen, choice.value] : chosen.filter((each) => each !== choice.value))} />
            {choice.label}
          </label>
        ))}
      </div>
      {wrong && (
        <p id={id} role="alert" className="text-sm text-lost">
          {wrong}
        </p>
      )}
    </div>
  );
}

function Competitors(props: Props) {
  const all = useQuery(competitorsQuery).data ?? [];
  return <Several {...props} choices={all.map(({ id, name }) => ({ value: id, label: name }))} />;
}

function Account({ value, wrong, onChange }: Props) {
  const { t } = useText();
  const id = typeof value === "string" ? value : "";
  const kept = useQuery({ queryKey: ["account", id], queryFn: ({ signal }) => ask(wire.GET("/v1/accounts/{id}", { signal, params: { path: { id } } })), enabled: id !== "" }).data;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={t("rules.value")} error={wrong}>
      {(field, described) => (
        <AccountPicker
          field={field}
          described={described}
          text={typed ?? kept?.name ?? ""}
          picked={kept ? { id, name: kept.name } : null}
          known
          onText={(text) => {
            setTyped(text);
            onChange(undefined);
          }}
          onPick={(picked) => {
            setTyped(picked.name);
            onChange(picked.id ?? undefined);
          }}
        />
      )}
    </Field>
  );
}

/** An amount as it is typed in the language of the page. What is none goes to the server as it is, which says so. */
function Amount({ value, wrong, onChange }: Props) {
  const { t, lang } = useText();
  const home = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency ?? "";
  const { amount = "", currency = home } = (value ?? {}) as Partial<Money>;
  const [typed, setTyped] = useState(/^-?\d+(\.\d+)?$/.test(amount) ? writeAmount(lang, amount) : amount);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_80px] gap-2">
      <Field label={t("rules.value")} error={wrong}>
        {(id, described) => (
          <input
            id={id}
            inputMode="decimal"
            value={typed}
            maxLength={40}
            aria-describedby={described}
            aria-invalid={Boolean(described)}
            onChange={({ target }) => {
              setTyped(target.value);
              onChange(target.value ? { amount: readAmount(lang, target.value) ?? target.value, currency } : undefined);
            }}
            className={`${fieldClass} num`}
          />
        )}
      </Field>
      <Field label={t("rules.currency")}>{(id) => <input id={id} value={currency} maxLength={3} onChange={(event) => onChange({ amount, currency: event.target.value.toUpperCase() })} className={fieldClass} />}</Field>
    </div>
  );
}

function Step({ value, wrong, onChange }: Props) {
  const { t } = useText();
  const { text = "", day } = (value ?? {}) as { text?: string; day?: string };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_150px] gap-2">
      <Field label={t("rules.value")} error={wrong}>
        {(id, described) => <input id={id} value={text} maxLength={300} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => onChange({ text: event.target.value, day })} className={fieldClass} />}
      </Field>
      <Field label={t("deal.next.day")}>{(id) => <input id={id} type="date" value={day ?? ""} onChange={(event) => onChange({ text, day: event.target.value || undefined })} className={fieldClass} />}</Field>
    </div>
  );
}

/** A list that has no form of its own here: as the API takes it. What is no JSON goes to the server as a text, which says so. */
function Written({ value, wrong, onChange }: Props) {
  const { t } = useText();
  const [typed, setTyped] = useState(value === undefined ? "" : JSON.stringify(value));
  const read = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
  return (
    <Field label={t("rules.value.json")} error={wrong}>
      {(id, described) => (
        <textarea
          id={id}
          rows={2}
          spellCheck={false}
          value={typed}
          aria-describedby={described}
          aria-invalid={Boolean(described)}
          onChange={({ target }) => {
            setTyped(target.value);
            onChange(target.value.trim() ? read(target.value) : undefined);
          }}
          className={`${fieldClass} h-auto! py-1.5 font-mono text-sm`}
        />
      )}
    </Field>
  );
}
