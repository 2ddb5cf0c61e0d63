import "../work/words";
import "./words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Field, fieldClass } from "../parts/controls";
import { Objection } from "../parts/form";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { policiesQuery } from "../work/queries";
import { keyFor } from "./definition";
import { EditorPage, Gone } from "./EditorPage";
import { Expression } from "./Expression";
import { useFacts, WATCHABLE } from "./facts";
import { Levels } from "./Levels";
import { useMayDefine } from "./may";
import { draftOf, savePolicy, type Policy, type PolicyDraft } from "./policies";
import { usePolicyWords } from "./policyWords";

const FRESH: PolicyDraft = { key: "", name: "", says: { en: "" }, steps: [{ approvers: [{ manager: true }] }], answer_days: 3 };

/** One policy: which deals need it, who answers in which order, and what is approved. */
export function PolicyEditor() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/policies/$id" });
  const query = useQuery(policiesQuery);
  const kept = query.data?.find((policy) => policy.id === id);
  if (kept || (id === "new" && query.data)) return <Editor key={`${id} ${kept?.version ?? 0}`} kept={kept} taken={(query.data ?? []).map(({ key }) => key)} />;
  return <Gone title={t("policies.title")} query={query} words={t("policies.gone")} />;
}

function Editor({ kept, taken }: { kept: Policy | undefined; taken: readonly string[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMayDefine();
  const { sentence } = usePolicyWords();
  const { busy, problem, send, setProblem } = useSending();
  const [draft, setDraft] = useState<PolicyDraft>(kept ? draftOf(kept) : FRESH);
  const set = (change: Partial<PolicyDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  };
  const save = async (on: boolean) => {
    let after: Policy | undefined;
    const done = await send(async (key) => {
      after = await savePolicy(kept, { ...draft, key: kept ? draft.key : keyFor(draft.name, taken), off: !on }, key);
    });
    if (!done || !after) return;
    showToast({ text: t(on ? "rules.saved.on" : "rules.saved", { name: after.name }) });
    if (!kept) await navigate({ to: "/settings/policies/$id", params: { id: after.id }, replace: true });
  };
  return (
    <EditorPage title={draft.name || t("policies.new")} back={{ to: "/settings/policies", words: t("policies.title") }} may={may} busy={busy} onSave={(on) => void save(on)}>
      <p className="mt-4 border-l-2 border-accent pl-3 wrap-break-word">{sentence(draft)}</p>
      <fieldset disabled={!may} className="mt-5 flex max-w-200 flex-col gap-4">
        <Field label={t("design.name")} error={problem?.about("/name")}>
          {(id, described) => <input id={id} value={draft.name} maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ name: event.target.value })} className={fieldClass} />}
        </Field>
        {kept && (
          <p className="text-sm text-ink-2">
            {t("policies.key")} <code>approved("{kept.key}")</code>
          </p>
        )}
        <div className="grid gap-3 sm:grid-cols-2">
          {(["en", "id"] as const).map((lang) => (
            <Field key={lang} label={t(`policies.says.${lang}`)} error={lang === "en" ? problem?.about("/says") : undefined}>
              {(id, described) => <input id={id} lang={lang} value={draft.says[lang] ?? ""} maxLength={300} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ says: saying(draft.says, lang, event.target.value) })} className={fieldClass} />}
            </Field>
          ))}
        </div>
        <div>
          <p className="mb-1 text-sm font-medium text-ink-2">{t("policies.when")}</p>
          <Expression label={t("policies.when")} text={draft.when ?? ""} fault={problem?.about("/when")} onChange={(text) => set({ when: text || undefined })} />
        </div>
        <Levels levels={draft.steps ?? []} problem={problem} onChange={(steps) => set({ steps })} />
        <div className="grid gap-3 sm:grid-cols-2">
          {(["answer_days", "holds_days"] as const).map((name) => (
            <Field key={name} label={t(`policies.${name}`)} error={problem?.about(`/${name}`)}>
              {(id, described) => <input id={id} type="number" min={0} max={3660} value={draft[name] || ""} aria-describedby={described} onChange={(event) => set({ [name]: Number(event.target.value) || undefined })} className={`${fieldClass} num`} />}
            </Field>
          ))}
        </div>
        <Watches chosen={draft.watches ?? []} onChange={(watches) => set({ watches: watches.length > 0 ? watches : undefined })} />
        <Objection problem={problem} shown={["/name", "/says", "/when", "/steps", "/answer_days", "/holds_days"]} />
      </fieldset>
    </EditorPage>
  );
}

/** Words in one language more, or less. */
export function saying(says: Record<string, string>, lang: string, text: string): Record<string, string> {
  const { [lang]: _, ...others } = says;
  return text || lang === "en" ? { ...others, [lang]: text } : others;
}

function Watches({ chosen, onChange }: { chosen: readonly string[]; onChange: (chosen: string[]) => void }) {
  const { t } = useText();
  const { named } = useFacts();
  return (
    <fieldset>
      <legend className="text-sm font-medium text-ink-2">{t("policies.watches")}</legend>
      <div className="flex flex-wrap gap-x-4">
        {named(WATCHABLE).map(({ fact, label }) => (
          <label key={fact} className="flex min-h-7 items-center gap-1.5 pointer-coarse:min-h-11">
            <input type="checkbox" checked={chosen.includes(fact)} onChange={(event) => onChange(event.target.checked ? [...chosen, fact] : chosen.filter((each) => each !== fact))} />
            {label}
          </label>
        ))}
      </div>
      {chosen.length === 0 && <p className="text-sm text-ink-2">{t("policies.watches.none")}</p>}
    </fieldset>
  );
}
