import { useQuery } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { pipelinesQuery } from "../wire/queries";
import { act, titleOf } from "./act";

/** Asks why before anything is saved, on every way to a lost deal: drag, menu, key, page. */
export default function Lose({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t, full } = useText();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const reasons = pipelines.find(({ id }) => id === deal.pipeline)?.lost_reasons ?? [];
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  const legend = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return;
    onClose();
    void act(deal, { kind: "lose", reason: reason.trim(), note: note.trim() });
  };
  return (
    <Modal title={t("lost.title")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="num text-ink-2">
          {titleOf(deal)}
          {deal.value && ` · ${full(deal.value)}`}
        </p>
        {reasons.length > 0 ? (
          <div role="radiogroup" aria-labelledby={legend} className="flex flex-col gap-1.5">
            <p id={legend} className="text-sm font-medium text-ink-2">
              {t("lost.reason")}
            </p>
            <div className="flex flex-wrap gap-1.5">
              {reasons.map((choice, index) => (
                <label
                  key={choice}
                  className="flex h-7 items-center rounded-full border border-line-strong px-3 font-medium hover:bg-hover has-checked:border-primary has-checked:bg-primary has-checked:text-on-primary has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-11"
                >
                  <input
                    type="radio"
                    name="reason"
                    value={choice}
                    autoFocus={index === 0}
                    checked={reason === choice}
                    onChange={() => setReason(choice)}
                    className="sr-only"
                  />
                  {choice}
                </label>
              ))}
            </div>
          </div>
        ) : (
          <Field label={t("lost.reason")}>
            {(id) => <input id={id} autoFocus maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} className={fieldClass} />}
          </Field>
        )}
        <Field label={t("lost.note")}>
          {(id) => (
            <textarea id={id} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} className={`${fieldClass} h-auto py-1.5`} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="lost" disabled={!reason.trim()}>
            {t("lost.title")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
