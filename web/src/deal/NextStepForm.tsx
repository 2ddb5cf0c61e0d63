import { useState, type FormEvent } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import type { Deal, DealPatch } from "../wire/client";
import type { Problem } from "../wire/problem";

export function NextStepForm({ deal, save }: { deal: Deal; save: (patch: DealPatch) => Promise<Problem | null> }) {
  const { t, today } = useText();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!open) {
    return (
      <Button tone="link" className="mt-1 -ml-2.5" onClick={() => setOpen(true)}>
        {deal.next_step ? t("deal.edit", { field: t("deal.next").toLowerCase() }) : t("deal.add")}
      </Button>
    );
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = String(form.get("text")).trim();
    const wrong = await save({ next_step: text ? { text, day: String(form.get("day")) || today } : null });
    setProblem(wrong);
    if (!wrong) setOpen(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-2 flex flex-col gap-2" onKeyDown={(event) => event.key === "Escape" && setOpen(false)}>
      <Field label={t("deal.next.text")} error={problem?.about("/next_step/text") ?? problem?.about("/next_step") ?? problem?.message}>
        {(id, described) => (
          <input id={id} name="text" autoFocus maxLength={300} defaultValue={deal.next_step?.text} aria-describedby={described} className={fieldClass} />
        )}
      </Field>
      <Field label={t("deal.next.day")}>
        {(id) => <input id={id} name="day" type="date" defaultValue={deal.next_step?.day ?? today} className={fieldClass} />}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={() => setOpen(false)}>{t("dialog.cancel")}</Button>
        <Button type="submit" tone="primary">
          {t("dialog.save")}
        </Button>
      </div>
    </form>
  );
}
