import "../work/words";
import "./words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import { Button, Field, fieldClass, StageMark } from "../parts/controls";
import { Objection } from "../parts/form";
import { Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { pipelinesQuery } from "../wire/queries";
import { playbooksQuery } from "../work/queries";
import { keyFor, replaced, swappedAmong } from "./definition";
import { EditorPage, Gone } from "./EditorPage";
import { IconButton } from "./IconButton";
import { useMayDefine } from "./may";
import { draftOf, savePlaybook, type Playbook, type PlaybookDraft, type PlayStep } from "./playbooks";
import { saying } from "./PolicyEditor";

const KINDS = ["call", "email", "meeting", "demo", "site_visit", "task", "note"] as const;

/** One playbook: what is recommended in each stage of a pipeline, in its order. No step of it moves a deal or keeps it from moving. */
export function PlaybookEditor() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/playbooks/$id" });
  const query = useQuery(playbooksQuery);
  const kept = query.data?.find((playbook) => playbook.id === id);
  const pipelines = useQuery(pipelinesQuery).data;
  if (pipelines && (kept || id === "new")) return <Editor key={`${id} ${kept?.version ?? 0}`} kept={kept} first={pipelines[0]?.id ?? ""} />;
  return <Gone title={t("playbooks.title")} query={query} words={t("playbooks.gone")} />;
}

function Editor({ kept, first }: { kept: Playbook | undefined; first: string }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMayDefine();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const { busy, problem, send, setProblem } = useSending();
  const [draft, setDraft] = useState<PlaybookDraft>(kept ? draftOf(kept) : { name: "", pipeline: first, steps: [] });
  const set = (change: Partial<PlaybookDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  };
  const save = async (on: boolean) => {
    let after: Playbook | undefined;
    const done = await send(async (key) => {
      after = await savePlaybook(kept, { ...draft, off: !on }, key);
    });
    if (!done || !after) return;
    showToast({ text: t(on ? "rules.saved.on" : "rules.saved", { name: after.name }) });
    if (!kept) await navigate({ to: "/settings/playbooks/$id", params: { id: after.id }, replace: true });
  };
  const steps = draft.steps ?? [];
  const living = pipelines.find(({ id }) => id === draft.pipeline)?.stages ?? [];
  // Steps of a stage that was retired since stay until somebody takes them out.
  const stages = [...living, ...[...new Set(steps.map(({ stage }) => stage))].filter((id) => !living.some((stage) => stage.id === id)).map((id) => ({ id, name: t("design.retired") }))];
  return (
    <EditorPage title={draft.name || t("playbooks.new")} back={{ to: "/settings/playbooks", words: t("playbooks.title") }} may={may} busy={busy} onSave={(on) => void save(on)}>
      <fieldset disabled={!may} className="contents">
        <div className="mt-6 grid max-w-200 gap-3 sm:grid-cols-2">
          <Field label={t("design.name")} error={problem?.about("/name")}>
            {(id, described) => <input id={id} value={draft.name} maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ name: event.target.value })} className={fieldClass} />}
          </Field>
          <Field label={t("playbooks.pipeline")} error={problem?.about("/pipeline")}>
            {(id, described) => (
              <select id={id} value={draft.pipeline} disabled={steps.length > 0} aria-describedby={described} onChange={(event) => set({ pipeline: event.target.value })} className={fieldClass}>
                {pipelines.map((pipeline) => (
                  <option key={pipeline.id} value={pipeline.id}>
                    {pipeline.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Objection problem={problem} shown={["/name", "/pipeline", "/steps"]} />
        {stages.map(({ id, name }, at) => (
          <Stage key={id} stage={id} name={name} at={at} steps={steps} problem={problem} onChange={(next) => set({ steps: next })} />
        ))}
      </fieldset>
    </EditorPage>
  );
}

type StageProps = { stage: string; name: string; at: number; steps: readonly PlayStep[]; problem: Problem | null; onChange: (steps: PlayStep[]) => void };

/** The steps of one stage. Each is found by its place among all of them, which the server points at. */
function Stage({ stage, name, at, steps, problem, onChange }: StageProps) {
  const { t } = useText();
  const here = steps.flatMap((step, place) => (step.stage === stage ? [place] : []));
  const add = () => onChange([...steps, { key: keyFor("step", steps.map(({ key }) => key)), stage, says: { en: "" } }]);
  return (
    <Part
      title={name}
      actions={
        <Button tone="line" aria-label={t("playbooks.add.to", { stage: name })} onClick={add}>
          <Plus size={15} aria-hidden />
          {t("playbooks.add")}
        </Button>
      }
    >
      {here.length === 0 ? (
        <p className="flex items-center gap-2 text-ink-2">
          <StageMark index={at} />
          {t("playbooks.stage.none")}
        </p>
      ) : (
        <ol className="flex flex-col gap-2" aria-label={name}>
          {here.map((place, nth) => (
            <li key={steps[place]!.key} className="flex items-start gap-1 rounded-card border border-line p-3">
              <Step step={steps[place]!} here={`/steps/${place}`} problem={problem} onChange={(next) => onChange(replaced(steps, place, next))} />
              <Places name={wordsOf(steps[place]!)} first={nth === 0} last={nth === here.length - 1} onMove={(by) => onChange(swappedAmong(steps, place, by, (one, other) => one.stage === other.stage))} onRemove={() => onChange(steps.filter((_, index) => index !== place))} />
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}

const wordsOf = ({ key, says }: PlayStep) => says["en"] || key;

function Places({ name, first, last, onMove, onRemove }: { name: string; first: boolean; last: boolean; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const { t } = useText();
  return (
    <>
      <IconButton label={t("design.up", { name })} disabled={first} onClick={() => onMove(-1)}>
        <ArrowUp size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("design.down", { name })} disabled={last} onClick={() => onMove(1)}>
        <ArrowDown size={15} aria-hidden />
      </IconButton>
      <IconButton label={t("playbooks.remove", { name })} onClick={onRemove}>
        <X size={15} aria-hidden />
      </IconButton>
    </>
  );
}

function Step({ step, here, problem, onChange }: { step: PlayStep; here: string; problem: Problem | null; onChange: (step: PlayStep) => void }) {
  const { t } = useText();
  return (
    <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
      {(["en", "id"] as const).map((lang) => (
        <Field key={lang} label={t(`playbooks.says.${lang}`)} error={lang === "en" ? (problem?.about(`${here}/says`) ?? problem?.about(`${here}/key`) ?? problem?.about(`${here}/stage`)) : undefined}>
          {(id, described) => <input id={id} lang={lang} value={step.says[lang] ?? ""} maxLength={300} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => onChange({ ...step, says: saying(step.says, lang, event.target.value) })} className={fieldClass} />}
        </Field>
      ))}
      <Field label={t("playbooks.kind")} error={problem?.about(`${here}/kind`)}>
        {(id) => (
          <select id={id} value={step.kind ?? ""} onChange={(event) => onChange({ ...step, kind: event.target.value || undefined })} className={fieldClass}>
            <option value="">–</option>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`activity.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("playbooks.days")} error={problem?.about(`${here}/days`)}>
        {(id, described) => <input id={id} type="number" min={0} max={3660} value={step.days ?? ""} aria-describedby={described} onChange={(event) => onChange({ ...step, days: Number(event.target.value) || undefined })} className={`${fieldClass} num`} />}
      </Field>
    </div>
  );
}
