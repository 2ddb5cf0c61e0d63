import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, match, wire } from "../wire/client";
import { asProblem, within, type Problem } from "../wire/problem";
import { client, pipelinesQuery } from "../wire/queries";
import { reloadAll } from "../live/cache";
import { tryQuery, type Definition, type Effect, type Kept, type StageDef } from "./designs";

type Props = { kept: Kept; draft: Definition; patch: Record<string, unknown>; onClose: () => void; /** The change waits for its day, so that nothing is different yet. */ onPlanned: () => void; /** The server found something in the definition. */ onRefused: (problem: Problem) => void };

/** Before anything is saved: which deals are where, where they would go, and the choice. */
export function Review({ kept, draft, patch, onClose, onPlanned, onRefused }: Props) {
  const { t, lang, count, today, fullDay, dayOf } = useText();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [day, setDay] = useState("");
  const change = { definition: patch, mapping, effective_at: day > today ? day : undefined };
  const tried = useQuery({ ...tryQuery(kept.id, change), placeholderData: (before) => before });
  const { busy, problem, send } = useSending();
  const effects = (tried.data?.data ?? []).filter(({ open }) => open > 0);
  const submit = (reason: string) =>
    send(async (key) => {
      try {
        const body = { ...change, reason: reason || undefined };
        const { moved, planned } = await ask(wire.POST("/v1/pipelines/{id}/redefine", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version), "Idempotency-Key": key } }, body }));
        onClose();
        if (planned) onPlanned();
        showToast({ text: planned ? t("design.planned", { day: fullDay(dayOf(planned.effective_at)) }) : moved > 0 ? count("design.saved.moved", moved) : t("design.saved") });
        await client.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
        reloadAll();
      } catch (error) {
        const wrong = within(asProblem(error), "definition");
        if (inStages(wrong)) onRefused(wrong);
        throw wrong;
      }
    });
  const refused = tried.error && within(asProblem(tried.error), "definition");
  return (
    <Modal title={t("design.review")} onClose={onClose} wide>
      {refused ? (
        <>
          <p role="alert" className="text-lost">
            {refused.code === "network" ? t("error.offline") : refused.message}
          </p>
          {inStages(refused) && (
            <div className="mt-4 flex justify-end">
              <Button tone="primary" onClick={() => onRefused(refused)}>
                {t("design.refused")}
              </Button>
            </div>
          )}
        </>
      ) : (
        <form
          noValidate
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            void submit(words(event.currentTarget)("reason"));
          }}
        >
          <p className="text-ink-2">{t(effects.length > 0 ? "design.effects" : tried.data ? "design.effects.none" : "board.loading")}</p>
          {effects.length > 0 && <Effects effects={effects} stages={draft.stages ?? []} mapping={mapping} onChange={setMapping} />}
          {tried.data && tried.data.moved > 0 && (
            <p role="status" className="font-medium">
              {t("design.moving", { moves: new Intl.ListFormat(lang).format(effects.filter(({ to }) => to).map(({ open, name, to_name = "" }) => count("design.moving.one", open, { from: name, to: to_name }))) })}
            </p>
          )}
          <Field label={t("design.day")} error={problem?.about("/effective_at")}>
            {(id, described) => <input id={id} type="date" min={today} value={day} aria-describedby={described} onChange={(event) => setDay(event.target.value)} className={fieldClass} />}
          </Field>
          <TextField label={t("design.reason")} name="reason" maxLength={500} problem={problem} />
          <Objection problem={problem} shown={["/reason", "/effective_at"]} />
          <FormEnd onCancel={onClose} busy={busy || !tried.data}>
            {t(change.effective_at ? "design.plan" : "design.save")}
          </FormEnd>
        </form>
      )}
    </Modal>
  );
}

/** Whether there is a place beside the stages where a refusal is shown. */
function inStages({ details }: Problem): boolean {
  return details.errors?.some(({ pointer }) => pointer?.startsWith("/stages")) ?? false;
}

type EffectsProps = { effects: readonly Effect[]; stages: readonly StageDef[]; mapping: Record<string, string>; onChange: (mapping: Record<string, string>) => void };

/** The open deals stage by stage, and where each stage's go: also to a stage that is made by the same change, by its name. */
function Effects({ effects, stages, mapping, onChange }: EffectsProps) {
  const { t, full } = useText();
  const targets = stages.filter(({ retired }) => !retired).map(({ id, name }) => ({ value: id ?? name, name, fresh: !id }));
  return (
    <table className="num w-full text-left">
      <thead className="text-sm text-ink-2">
        <tr className="border-b border-line-strong">
          <th scope="col" className="py-1.5 font-medium">
            {t("dimension.stage")}
          </th>
          <th scope="col" className="py-1.5 pl-4 text-right font-medium">
            {t("measure.open")}
          </th>
          <th scope="col" className="py-1.5 pl-4 font-medium">
            {t("design.goto")}
          </th>
        </tr>
      </thead>
      <tbody>
        {effects.map(({ stage, name, open, value, stays }) => (
          <tr key={stage} className="border-b border-line">
            <th scope="row" className="py-1.5 font-normal">
              {name}
              {stays && !mapping[stage] && <span className="block text-sm text-warn">{t("design.stranded")}</span>}
            </th>
            <td className="py-1.5 pl-4 text-right" title={value.map(full).join(" + ")}>
              {open}
            </td>
            <td className="py-1.5 pl-4">
              <select
                aria-label={t("design.goto.of", { stage: name })}
                value={mapping[stage] ?? ""}
                onChange={({ target }) => {
                  const { [stage]: _, ...rest } = mapping;
                  onChange(target.value ? { ...rest, [stage]: target.value } : rest);
                }}
                className={fieldClass}
              >
                <option value="">{t("design.stay")}</option>
                {targets
                  .filter(({ value: to }) => to !== stage)
                  .map(({ value: to, name: called, fresh }) => (
                    <option key={to} value={to}>
                      {fresh ? t("design.goto.fresh", { stage: called }) : called}
                    </option>
                  ))}
              </select>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
