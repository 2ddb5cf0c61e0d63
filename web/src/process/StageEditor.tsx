import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronRight, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button, Field, fieldClass, StageMark } from "../parts/controls";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { CriteriaEditor } from "./CriteriaEditor";
import { canonicalQuery } from "./fields";
import { IconButton } from "./IconButton";
import { lines } from "./Designer";
import type { Definition, Finding, StageDef } from "./designs";

const CATEGORIES = ["omitted", "pipeline", "best_case", "most_likely", "commit"] as const;

type Props = {
  definition: Definition;
  stage: StageDef;
  at: number;
  findings: readonly Finding[];
  problem: Problem | null;
  onChange: (stage: StageDef) => void;
  onMove: (by: -1 | 1) => void;
  /** Only a stage that was never saved is removed: one that deals have been in is retired. */
  onRemove?: () => void;
};

/** One stage: closed it says what the buyer has done, open it can be changed. */
export function StageEditor({ definition, stage, at, findings, problem, onChange, onMove, onRemove }: Props) {
  const { t, count } = useText();
  const here = `/stages/${at}`;
  const wrong = problem?.about(here);
  const [open, setOpen] = useState(!stage.id);
  const shown = open || wrong !== undefined;
  const asks = (stage.entry?.length ?? 0) + (stage.exit?.length ?? 0);
  return (
    <li className={`rounded-card border border-line bg-surface ${stage.retired ? "opacity-70" : ""}`}>
      <div className="flex min-h-11 items-center gap-2 px-3 py-1.5">
        <button type="button" aria-expanded={shown} onClick={() => setOpen(!shown)} className="flex min-h-7 min-w-0 flex-1 items-center gap-2.5 rounded-ctl text-left hover:bg-hover pointer-coarse:min-h-11">
          <ChevronRight size={15} aria-hidden className={`shrink-0 text-ink-3 transition-transform duration-120 ${shown ? "rotate-90" : ""}`} />
          <StageMark index={at} />
          <span className="min-w-0 flex-1">
            <span className="font-medium">{stage.name}</span>
            {stage.retired && <span className="ml-2 text-sm text-ink-2">{t("design.retired")}</span>}
            <span className="block text-sm text-ink-2">{stage.buyer_action || t("design.noaction")}</span>
          </span>
          {asks > 0 && <span className="text-sm whitespace-nowrap text-ink-2">{count("design.criteria", asks)}</span>}
        </button>
        <IconButton label={t("design.up", { name: stage.name })} disabled={at === 0} onClick={() => onMove(-1)}>
          <ArrowUp size={15} aria-hidden />
        </IconButton>
        <IconButton label={t("design.down", { name: stage.name })} disabled={at === (definition.stages?.length ?? 0) - 1} onClick={() => onMove(1)}>
          <ArrowDown size={15} aria-hidden />
        </IconButton>
      </div>
      {(findings.length > 0 || wrong) && (
        <ul className="px-3 pb-2 pl-9.5 text-sm">
          {wrong && (
            <li className="text-lost">
              <span role="alert">{wrong}</span>
            </li>
          )}
          {findings.map(({ code, pointer, detail }) => (
            <li key={`${code} ${pointer}`} className="flex items-start gap-1.5 text-warn">
              <TriangleAlert size={14} aria-hidden className="mt-0.5 shrink-0" />
              {detail}
            </li>
          ))}
        </ul>
      )}
      {shown && <Facts stage={stage} definition={definition} here={here} problem={problem} onChange={onChange} onRemove={onRemove} />}
    </li>
  );
}

function Facts({ stage, definition, here, problem, onChange, onRemove }: Pick<Props, "stage" | "definition" | "problem" | "onChange" | "onRemove"> & { here: string }) {
  const { t } = useText();
  const set = (change: Partial<StageDef>) => onChange({ ...stage, ...change });
  const days = (text: string) => (/^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined);
  const steps = stage.sub_stages ?? [];
  const canonical = useQuery(canonicalQuery).data ?? [];
  return (
    <div className="grid gap-3 border-t border-line p-3 sm:grid-cols-2">
      <Field label={t("design.stage.name")} error={problem?.about(`${here}/name`)}>
        {(id) => <input id={id} value={stage.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} className={fieldClass} />}
      </Field>
      <Field label={t("design.canonical")} error={problem?.about(`${here}/canonical`)}>
        {(id) => (
          <select id={id} value={stage.canonical ?? ""} onChange={(event) => set({ canonical: event.target.value || undefined })} className={fieldClass}>
            <option value="">{t("design.canonical.none")}</option>
            {canonical.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="sm:col-span-2">
        <Field label={t("design.action")} error={problem?.about(`${here}/buyer_action`)}>
          {(id) => <input id={id} value={stage.buyer_action ?? ""} maxLength={300} placeholder={t("design.action.hint")} onChange={(event) => set({ buyer_action: event.target.value || undefined })} className={fieldClass} />}
        </Field>
      </div>
      <Field label={t("design.category")}>
        {(id) => (
          <select id={id} value={stage.category ?? "pipeline"} onChange={(event) => set({ category: event.target.value as StageDef["category"] })} className={fieldClass}>
            {CATEGORIES.map((category) => (
              <option key={category} value={category}>
                {t(`category.${category}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("design.expected")} error={problem?.about(`${here}/expected_days`)}>
          {(id) => <input id={id} type="number" min={0} defaultValue={stage.expected_days} onChange={(event) => set({ expected_days: days(event.target.value) })} className={`${fieldClass} num`} />}
        </Field>
        <Field label={t("design.limit")} error={problem?.about(`${here}/limit_days`)}>
          {(id) => <input id={id} type="number" min={0} defaultValue={stage.limit_days} onChange={(event) => set({ limit_days: days(event.target.value) })} className={`${fieldClass} num`} />}
        </Field>
      </div>
      <Field label={t("design.steps")} error={problem?.about(`${here}/sub_stages`)}>
        {(id) => (
          <textarea
            id={id}
            rows={3}
            defaultValue={steps.map(({ name }) => name).join("\n")}
            // A step keeps its id as long as it keeps its name or its place.
            onChange={(event) => set({ sub_stages: lines(event.target.value).map((name, index) => ({ ...(steps.find((step) => step.name === name) ?? steps[index] ?? {}), name })) })}
            className={`${fieldClass} h-auto py-1.5`}
          />
        )}
      </Field>
      <div className="flex items-end justify-end">
        {onRemove ? (
          <Button onClick={onRemove}>{t("design.stage.remove")}</Button>
        ) : (
          <Button onClick={() => set({ retired: stage.retired ? undefined : true })}>{t(stage.retired ? "design.stage.reopen" : "design.stage.retire")}</Button>
        )}
      </div>
      {(["entry", "exit"] as const).map((side) => (
        <CriteriaEditor key={side} title={t(`design.${side}`)} stage={stage.name} definition={definition} list={stage[side] ?? []} pointer={`${here}/${side}`} problem={problem} onChange={(list) => set({ [side]: list.length > 0 ? list : undefined })} />
      ))}
    </div>
  );
}
