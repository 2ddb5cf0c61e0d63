import "./words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Objection } from "../parts/form";
import { Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { pipelinesQuery } from "../wire/queries";
import { keyFor, replaced } from "./definition";
import { EditorPage, Gone } from "./EditorPage";
import { Expression } from "./Expression";
import { IconButton } from "./IconButton";
import { useMayDefine } from "./may";
import { saying } from "./PolicyEditor";
import { qualificationsQuery, saveQualification, type Asked, type Qualification, type QualificationDraft } from "./qualifications";

/** What leads are asked before they become deals of one pipeline, or of any. */
export function QualificationEditor() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/qualifications/$id" });
  const query = useQuery(qualificationsQuery);
  const kept = query.data?.find((one) => one.id === id);
  if (query.data && (kept || id === "new")) return <Editor key={`${id} ${kept?.version ?? 0}`} kept={kept} taken={query.data.map(({ pipeline }) => pipeline ?? "")} />;
  return <Gone title={t("qualifications.title")} query={query} words={t("qualifications.gone")} />;
}

function Editor({ kept, taken }: { kept: Qualification | undefined; taken: readonly string[] }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMayDefine();
  const { busy, problem, send, setProblem } = useSending();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const all = [{ id: "", name: t("qualifications.every") }, ...pipelines];
  const free = kept ? all : all.filter(({ id }) => !taken.includes(id));
  const [draft, setDraft] = useState<QualificationDraft>(kept ? { pipeline: kept.pipeline, criteria: kept.criteria } : { criteria: [] });
  const pipeline = kept ? (kept.pipeline ?? "") : (draft.pipeline ?? free[0]?.id ?? "");
  const criteria = draft.criteria ?? [];
  const set = (change: Partial<QualificationDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  };
  const save = async (on: boolean) => {
    let after: Qualification | undefined;
    const done = await send(async (key) => {
      after = await saveQualification(kept, { pipeline: pipeline || undefined, criteria, off: !on }, key);
    });
    if (!done || !after) return;
    showToast({ text: t(on ? "rules.saved.on" : "rules.saved", { name: all.find(({ id }) => id === pipeline)?.name ?? "" }) });
    if (!kept) await navigate({ to: "/settings/qualifications/$id", params: { id: after.id }, replace: true });
  };
  const add = () => set({ criteria: [...criteria, { key: keyFor("criterion", criteria.map(({ key }) => key)), says: { en: "" }, rule: "" }] });
  const title = kept ? (all.find(({ id }) => id === pipeline)?.name ?? t("qualifications.title")) : t("qualifications.new");
  return (
    <EditorPage title={title} back={{ to: "/settings/qualifications", words: t("qualifications.title") }} may={may} busy={busy} onSave={(on) => void save(on)}>
      <fieldset disabled={!may} className="contents">
        <div className="mt-6 max-w-100">
          <Field label={t("qualifications.of")} error={problem?.about("/pipeline") ?? problem?.about("/id")}>
            {(id, described) => (
              <select id={id} value={pipeline} disabled={Boolean(kept)} aria-describedby={described} onChange={(event) => set({ pipeline: event.target.value })} className={fieldClass}>
                {free.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Objection problem={problem} shown={["/pipeline", "/id", "/criteria"]} />
        <Part
          title={t("qualifications.criteria")}
          actions={
            <Button tone="line" onClick={add}>
              <Plus size={15} aria-hidden />
              {t("qualifications.add")}
            </Button>
          }
        >
          {criteria.length === 0 && <p className="text-ink-2">{t("qualifications.nothing")}</p>}
          <ol className="flex flex-col gap-2" aria-label={t("qualifications.criteria")}>
            {criteria.map((one, at) => (
              <li key={one.key} className="flex items-start gap-1 rounded-card border border-line p-3">
                <One asked={one} here={`/criteria/${at}`} problem={problem} onChange={(next) => set({ criteria: replaced(criteria, at, next) })} />
                <IconButton label={t("qualifications.remove", { name: one.says["en"] || one.key })} onClick={() => set({ criteria: criteria.filter((_, index) => index !== at) })}>
                  <X size={15} aria-hidden />
                </IconButton>
              </li>
            ))}
          </ol>
        </Part>
      </fieldset>
    </EditorPage>
  );
}

function One({ asked, here, problem, onChange }: { asked: Asked; here: string; problem: Problem | null; onChange: (asked: Asked) => void }) {
  const { t } = useText();
  return (
    <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
      {(["en", "id"] as const).map((lang) => (
        <Field key={lang} label={t(`qualifications.says.${lang}`)} error={lang === "en" ? (problem?.about(`${here}/says`) ?? problem?.about(`${here}/key`)) : undefined}>
          {(id, described) => <input id={id} lang={lang} value={asked.says[lang] ?? ""} maxLength={300} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => onChange({ ...asked, says: saying(asked.says, lang, event.target.value) })} className={fieldClass} />}
        </Field>
      ))}
      <div className="sm:col-span-2">
        <p className="mb-1 text-sm font-medium text-ink-2">{t("qualifications.rule")}</p>
        <Expression label={t("qualifications.rule")} text={asked.rule} fault={problem?.about(`${here}/rule`)} placeholder={'lead.company != "" && lead.budget > 1000'} onChange={(rule) => onChange({ ...asked, rule })} />
      </div>
    </div>
  );
}
