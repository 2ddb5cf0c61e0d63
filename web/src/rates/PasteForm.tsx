import { useId, useState, type FormEvent } from "react";
import { FormEnd, Objection } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { readRates } from "./paste";
import { forgetFigures, setRates } from "./rates";

/** As many lines are shown as anybody reads. */
const SHOWN = 8;

/** Takes many rates at once, after showing how each was understood: all of them, or none. */
export function PasteForm({ onClose }: { onClose: () => void }) {
  const { t, count, exact, fullDay } = useText();
  const id = useId();
  const [text, setText] = useState("");
  const { busy, problem, send, setProblem } = useSending();
  const { lines, wrong } = readRates(text);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!(await send((key) => setRates(lines.map(({ at: _, ...rate }) => rate), key)))) return;
    showToast({ text: count("rates.paste.done", lines.length) });
    onClose();
    await forgetFigures();
  };
  // The server names a rate by its place in the list; people know the line.
  const refused = (problem?.details.errors ?? []).flatMap(({ pointer, detail }) => {
    const line = lines[Number(/^\/rates\/(\d+)/.exec(pointer)?.[1])];
    return line ? [{ pointer, at: line.at, why: detail }] : [];
  });
  const faults = [
    ...wrong.map(({ at, text: raw }) => t("rates.paste.wrong", { line: at, text: raw })),
    ...refused.map(({ at, why }) => t("rates.paste.refused", { line: at, why })),
  ];
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
            setProblem(null);
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
        <Objection problem={problem} shown={refused.map(({ pointer }) => pointer)} />
        {faults.length > 0 && (
          <div role="alert">
            <ul className="text-lost">
              {faults.slice(0, SHOWN).map((fault) => (
                <li key={fault} className="wrap-break-word">
                  {fault}
                </li>
              ))}
              {faults.length > SHOWN && <li>{count("rates.paste.more", faults.length - SHOWN)}</li>}
            </ul>
          </div>
        )}
        <FormEnd onCancel={onClose} busy={busy || lines.length === 0 || wrong.length > 0}>
          {count("rates.paste.send", lines.length)}
        </FormEnd>
      </form>
    </Modal>
  );
}
