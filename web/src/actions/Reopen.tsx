import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { pipelinesQuery } from "../wire/queries";
import { act, titleOf } from "./act";

export default function Reopen({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t } = useText();
  const stages = (useQuery(pipelinesQuery).data ?? []).find(({ id }) => id === deal.pipeline)?.stages ?? [];
  const [reason, setReason] = useState("");
  const [to, setTo] = useState(deal.stage);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!reason.trim()) return;
    onClose();
    void act(deal, { kind: "reopen", to, reason: reason.trim() });
  };
  return (
    <Modal title={t("reopen.title")} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-ink-2">{titleOf(deal)}</p>
        <Field label={t("reopen.reason")}>
          {(id) => <input id={id} autoFocus maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} className={fieldClass} />}
        </Field>
        <Field label={t("reopen.stage")}>
          {(id) => (
            <select id={id} value={to} onChange={(event) => setTo(event.target.value)} className={fieldClass}>
              {stages.map((stage) => (
                <option key={stage.id} value={stage.id}>
                  {stage.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="primary" disabled={!reason.trim()}>
            {t("reopen.title")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
