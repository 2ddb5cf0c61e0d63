import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { fieldClass } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, match, wire } from "../wire/client";
import { asProblem, Problem } from "../wire/problem";
import { client, pipelinesQuery } from "../wire/queries";
import { reloadAll } from "../live/cache";
import { tryQuery, type Definition, type Kept } from "./designs";

type Props = { kept: Kept; draft: Definition; patch: Record<string, unknown>; onClose: () => void; /** The server found something in the definition. */ onRefused: (problem: Problem) => void };

/** Before anything is saved: which deals are where, where they would go, and the choice. */
export function Review({ kept, draft, patch, onClose, onRefused }: Props) {
  const { t, count, full } = useText();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const tried = useQuery({ ...tryQuery(kept.id, { definition: patch, mapping }), placeholderData: (before) => before });
  const { busy, problem, send } = useSending();
  const targets = (draft.stages ?? []).filter(({ id, retired }) => id && !retired);
  const effects = (tried.data?.data ?? []).filter(({ open }) => open > 0);
  const submit = (reason: string) =>
    send(async (key) => {
      try {
        const body = { definition: patch, mapping, reason: reason || undefined };
        const { moved } = await ask(wire.POST("/v1/pipelines/{id}/redefine", { params: { path: { id: kept.id }, header: { "If-Match": match(kept.version), "Idempotency-Key": key } }, body }));
        onClose();
        showToast({ text: moved > 0 ? count("design.saved.moved", moved) : t("design.saved") });
        await client.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
        reloadAll();
      } catch (error) {
        const wrong = placed(asProblem(error));
        if (wrong.details.errors?.some(({ pointer }) => pointer?.startsWith("/stages"))) onRefused(wrong);
        throw wrong;
      }
    });
  const refused = tried.error && placed(asProblem(tried.error));
  return (
    <Modal title={t("design.review")} onClose={onClose} wide>
      {refused ? (
        <p role="alert" className="text-lost">
          {refused.code === "network" ? t("error.offline") : refused.message}
        </p>
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
          {effects.length > 0 && (
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
                        onChange={(event) => setMapping(({ [stage]: _, ...rest }) => (event.target.value ? { ...rest, [stage]: event.target.value } : rest))}
                        className={fieldClass}
                      >
                        <option value="">{t("design.stay")}</option>
                        {targets
                          .filter(({ id }) => id !== stage)
                          .map(({ id, name: to }) => (
                            <option key={id} value={id}>
                              {to}
                            </option>
                          ))}
                      </select>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <TextField label={t("design.reason")} name="reason" maxLength={500} problem={problem} />
          <Objection problem={problem} shown={["/reason"]} />
          <FormEnd onCancel={onClose} busy={busy || !tried.data}>
            {t("design.save")}
          </FormEnd>
        </form>
      )}
    </Modal>
  );
}

/** Some refusals point into the definition that was sent, some into the pipeline: here they are the same place. */
function placed(problem: Problem): Problem {
  const errors = problem.details.errors?.map((error) => ({ ...error, pointer: error.pointer?.replace(/^\/definition/, "") }));
  return errors ? new Problem(problem.status, { ...problem.details, errors }) : problem;
}
