import { useState, type FormEvent } from "react";
import { FormEnd, Objection, SelectField, TextField } from "../parts/form";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { CURRENCIES } from "../settings/calendar";
import { useText } from "../text/useText";
import { forgetFigures, setRate, type NewRate } from "./rates";

type Props = {
  asked: NewRate;
  /** Figures wait for it. */
  missing?: boolean;
  /** It is there already, and corrected. */
  kept?: boolean;
  known: readonly string[];
  onClose: () => void;
  onDone: (rate: NewRate) => void;
};

/** Asks for one rate; one that is there already is corrected under its own day. */
export function RateForm({ asked, missing, kept, known, onClose, onDone }: Props) {
  const { t, exact, fullDay } = useText();
  const [rate, change] = useState(asked);
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!(await send((key) => setRate(rate, key)))) return;
    onDone(rate);
    await forgetFigures();
  };
  const currencies = [...new Set([asked.from, asked.to, ...known, ...CURRENCIES])].map((code) => ({ value: code, label: code }));
  const field = (name: "from" | "to" | "day" | "rate") => ({
    name,
    problem,
    value: rate[name],
    onChange: (event: { target: { value: string } }) => change({ ...rate, [name]: event.target.value.trim() }),
  });
  return (
    <Modal title={t(kept ? "rates.correct" : "rates.add")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        {missing && <p className="text-ink-2">{t("rates.missing", { from: asked.from, to: asked.to, day: fullDay(asked.day) })}</p>}
        <div className="grid grid-cols-2 gap-3">
          <SelectField label={t("rates.from")} {...field("from")} disabled={kept} options={currencies} />
          <SelectField label={t("rates.to")} {...field("to")} disabled={kept} options={currencies} />
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField label={t("rates.since")} {...field("day")} type="date" disabled={kept} />
          <TextField label={t("rates.rate")} {...field("rate")} inputMode="decimal" autoComplete="off" autoFocus placeholder="16000.5" />
        </div>
        {/* Said in the reader's own way of writing numbers: 16.000 is sixteen to the server. */}
        <p role="status" className="num min-h-5 text-ink-2">
          {/^\d+(\.\d+)?$/.test(rate.rate) && rate.day && t("rates.says", { from: rate.from, to: rate.to, amount: exact(rate.rate), day: fullDay(rate.day) })}
        </p>
        <Objection problem={problem} shown={["/from", "/to", "/day", "/rate"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("dialog.save")}
        </FormEnd>
      </form>
    </Modal>
  );
}
