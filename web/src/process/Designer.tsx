import "./words";
import "../reports/words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Page, Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useText } from "../text/useText";
import { asProblem, type Problem } from "../wire/problem";
import { sessionQuery } from "../wire/queries";
import { definitionOf, patchOf, replaced, swapped } from "./definition";
import { DefinitionTrial } from "./DefinitionTrial";
import { definitionQuery, draftLintQuery, lintQuery, type Definition, type Kept, type StageDef } from "./designs";
import { Plans } from "./Plans";
import { Review } from "./Review";
import { StageEditor } from "./StageEditor";
import { Versions } from "./Versions";

/** One pipeline as it is defined: what each stage means, what it asks for, and what would become of the deals if it changed. */
export function Designer() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/pipelines/$id" });
  const query = useQuery(definitionQuery(id));
  if (query.data) return <Editor key={`${id} ${query.data.version}`} kept={query.data} />;
  const problem = query.error && asProblem(query.error);
  return (
    <Page title={t("design.pipelines")} bar={null}>
      <p role={problem ? "alert" : undefined} className={problem ? "text-lost" : "text-ink-2"}>
        {problem ? (problem.code === "network" ? t("error.offline") : problem.message) : t("board.loading")}
      </p>
    </Page>
  );
}

function Editor({ kept }: { kept: Kept }) {
  const { t } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const before = definitionOf(kept);
  const [draft, setDraft] = useState<Definition>(before);
  const [reviewing, setReviewing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const readOnly = !session.roles.includes("admin");
  const patch = patchOf(before, draft);
  const set = (change: Partial<Definition>) => {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  };
  return (
    <Page
      wide
      bar={null}
      title={draft.name || kept.name}
      lead={
        <Link to="/settings/pipelines" className="text-accent-ink underline underline-offset-4">
          {t("design.pipelines")}
        </Link>
      }
      actions={
        patch && (
          <>
            <Button onClick={() => setDraft(before)}>{t("design.discard")}</Button>
            <Button tone="primary" onClick={() => setReviewing(true)}>
              {t("design.review")}
            </Button>
          </>
        )
      }
    >
      <fieldset disabled={readOnly} className="contents">
        <General draft={draft} set={set} problem={problem} />
        <Stages kept={kept} draft={draft} changed={patch !== null} set={set} problem={problem} />
      </fieldset>
      {!readOnly && <DefinitionTrial kept={kept} draft={draft} patch={patch ?? {}} />}
      <Plans id={kept.id} definition={before} may={!readOnly} />
      <Versions id={kept.id} />
      {reviewing && patch && (
        <Review
          kept={kept}
          draft={draft}
          patch={patch}
          onClose={() => setReviewing(false)}
          onPlanned={() => setDraft(before)}
          onRefused={(wrong) => {
            setReviewing(false);
            setProblem(wrong);
            showToast({ text: wrong.message });
          }}
        />
      )}
    </Page>
  );
}

type Set = (change: Partial<Definition>) => void;

function General({ draft, set, problem }: { draft: Definition; set: Set; problem: Problem | null }) {
  const { t } = useText();
  const moves = draft.moves ?? {};
  return (
    <div className="mt-6 grid max-w-200 gap-3 sm:grid-cols-2">
      <Field label={t("design.name")} error={problem?.about("/name")}>
        {(id, described) => <input id={id} value={draft.name} maxLength={200} aria-describedby={described} onChange={(event) => set({ name: event.target.value })} className={fieldClass} />}
      </Field>
      <Field label={t("design.kind")}>
        {(id) => (
          <select id={id} value={draft.value_kind ?? "tcv"} onChange={(event) => set({ value_kind: event.target.value as Definition["value_kind"] })} className={fieldClass}>
            {(["tcv", "acv", "first_year", "ltv"] as const).map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("design.reasons")} error={problem?.about("/lost_reasons")}>
        {(id) => (
          <textarea id={id} rows={4} defaultValue={(draft.lost_reasons ?? []).join("\n")} onChange={(event) => set({ lost_reasons: lines(event.target.value) })} className={`${fieldClass} h-auto py-1.5`} />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 text-sm font-medium text-ink-2">{t("design.moves")}</legend>
        {(["no_skip", "no_back"] as const).map((name) => (
          <label key={name} className="flex min-h-7 items-center gap-2 pointer-coarse:min-h-11">
            <input type="checkbox" checked={!moves[name]} onChange={(event) => set({ moves: { ...moves, [name]: !event.target.checked } })} />
            {t(`design.moves.${name}`)}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

export function lines(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

/** The stages in their order, each with what the linter says beside it. */
function Stages({ kept, draft, changed, set, problem }: { kept: Kept; draft: Definition; changed: boolean; set: Set; problem: Problem | null }) {
  const { t } = useText();
  const asked = useDeferredValue(draft);
  const saved = useQuery({ ...lintQuery(kept.id), enabled: !changed }).data;
  const drafted = useQuery({ ...draftLintQuery(asked), enabled: changed, placeholderData: (before) => before }).data;
  const findings = (changed ? drafted : saved) ?? [];
  const stages = draft.stages ?? [];
  const put = (next: StageDef[]) => set({ stages: next });
  return (
    <Part
      title={t("design.stages.title")}
      actions={
        <Button tone="line" onClick={() => put([...stages, { name: t("design.stage.new"), category: "pipeline" }])}>
          <Plus size={15} aria-hidden />
          {t("design.stage.add")}
        </Button>
      }
    >
      <ol className="flex flex-col gap-2">
        {stages.map((stage, at) => (
          <StageEditor
            key={stage.id ?? `new ${at}`}
            definition={draft}
            stage={stage}
            at={at}
            findings={findings.filter(({ pointer }) => pointer === `/stages/${at}` || pointer.startsWith(`/stages/${at}/`))}
            problem={problem}
            onChange={(next) => put(replaced(stages, at, next))}
            onMove={(by) => put(swapped(stages, at, by))}
            onRemove={stage.id ? undefined : () => put(stages.filter((_, index) => index !== at))}
          />
        ))}
      </ol>
    </Part>
  );
}
