import { useId, useState, type FormEvent } from "react";
import { FormEnd } from "../parts/form";
import { idempotencyKey } from "../parts/idempotency";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";
import { readRates } from "./paste";
import { forgetFigures, setRate } from "./rates";

/** As many lines are shown as anybody reads. */
const SHOWN = 8;

/** Takes many rates at once, after showing how each was understood. What was refused stays, with the reason. */
export function PasteForm({ onClose }: { onClose: () => void }) {
  const { t, count, exact, fullDay } = useText();
  const id = useId();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<readonly string[]>([]);
  const { lines, wrong } = readRates(text);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const left: { line: string; why: string }[] = [];
    const rows = text.split(/\r?\n/);
    for (const { at, ...rate } of lines) {
      try {
        await setRate(rate, idempotencyKey());
      } catch (error) {
        const problem = asProblem(error);
        left.push({ line: rows[at - 1] ?? "", why: problem.code === "network" ? t("error.offline") : (problem.details.errors?.[0]?.detail ?? problem.message) });
      }
    }
    setBusy(false);
    if (lines.length > left.length) showToast({ text: count("rates.paste.done", lines.length - left.length) });
    setText(left.map(({ line }) => line).join("\n"));
    setRefused(left.map(({ why }, index) => t("rates.paste.refused", { line: index + 1, why })));
    if (left.length === 0) onClose();
    await forgetFigures();
  };
  const faults = refused.length > 0 ? refused : wrong.map(({ at, text: raw }) => t("rates.paste.wrong", { line: at, text: raw }));
  return (
    <Modal title={t("rates.paste")} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <p id={`${id}-lead`} className="text-ink-2">
          {t("rates.paste.lead")}
        </p>
        <label htmlFor={id} className="sr-only">
          {t("rates.paste.lines")}
        </label>
        <textarea
          id={id}
          rows={6}
          autoFocus
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setRefused([]);
          }}
          placeholder={"2026-11-01\tUSD\tIDR\t16000.5"}
          aria-describedby={`${id}-lead`}
          className="num w-full rounded-ctl border border-line-strong bg-surface px-2 py-1.5 text-ink placeholder:text-ink-3"
        />
        {lines.length > 0 && (
          <div>
            <h3 className="mb-1 text-sm font-medium text-ink-2">{t("rates.paste.understood")}</h3>
            <ul className="num">
              {lines.slice(0, SHOWN).map(({ at, from, to, day, rate }) => (
                <li key={at}>{t("rates.says", { from, to, amount: exact(rate), day: fullDay(day) })}</li>
              ))}
              {lines.length > SHOWN && <li className="text-ink-2">{count("rates.paste.more", lines.length - SHOWN)}</li>}
            </ul>
          </div>
        )}
        {faults.length > 0 && (
          <ul role="alert" className="text-lost">
            {faults.slice(0, SHOWN).map((fault) => (
              <li key={fault} className="wrap-break-word">
                {fault}
              </li>
            ))}
            {faults.length > SHOWN && <li>{count("rates.paste.more", faults.length - SHOWN)}</li>}
          </ul>
        )}
        <FormEnd onCancel={onClose} busy={busy || lines.length === 0 || wrong.length > 0}>
          {count("rates.paste.send", lines.length)}
        </FormEnd>
      </form>
    </Modal>
  );
}
