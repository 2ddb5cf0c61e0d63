import { Pencil } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";

type Props = {
  label: string;
  shown: ReactNode;
  /** What stands in the field when editing begins. */
  value: string;
  type?: "text" | "date";
  options?: readonly { value: string; label: string }[];
  pointer: string;
  readOnly: boolean;
  /** Saves, and answers with what was wrong; a string is our own objection. */
  save: (value: string) => Promise<Problem | string | null>;
};

/** A fact that becomes a field. Enter and Tab save, Esc leaves it as it was, and an error stays beside it. */
export function InlineEdit({ label, shown, value, type = "text", options, pointer, readOnly, save }: Props) {
  const { t } = useText();
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const errorId = useId();
  const editing = draft !== null;
  useEffect(() => {
    if (!editing && wasEditing.current) opener.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  if (readOnly) return <span>{shown}</span>;
  if (!editing) {
    return (
      <button
        ref={opener}
        type="button"
        onClick={() => setDraft(value)}
        className="group/edit -my-0.5 -ml-1.5 inline-flex min-h-6 max-w-full items-center gap-1.5 rounded-ctl px-1.5 text-left hover:bg-hover"
      >
        <span className="sr-only">{t("deal.edit", { field: label })}: </span>
        <span className="min-w-0 truncate">{shown}</span>
        <Pencil size={12} aria-hidden className="shrink-0 text-ink-3 opacity-0 group-hover/edit:opacity-100 group-focus-visible/edit:opacity-100" />
      </button>
    );
  }

  const leave = () => {
    setDraft(null);
    setError(null);
  };
  const finish = async (next: string) => {
    if (busy) return;
    if (next === value) return leave();
    setBusy(true);
    const wrong = await save(next);
    setBusy(false);
    if (wrong === null) leave();
    else setError(typeof wrong === "string" ? wrong : (wrong.about(pointer) ?? (wrong.code === "network" ? t("error.offline") : wrong.message)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      leave();
    } else if (event.key === "Enter") {
      event.preventDefault();
      void finish(draft);
    }
  };
  const common = {
    "aria-label": label,
    "aria-invalid": error !== null,
    "aria-describedby": error ? errorId : undefined,
    autoFocus: true,
    value: draft,
    onKeyDown,
    onBlur: () => void finish(draft),
    className: `${fieldClass} num`,
  };
  return (
    <span className="flex min-w-0 flex-1 flex-col gap-1">
      {options ? (
        <select {...common} onChange={(event) => setDraft(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input {...common} type={type} maxLength={200} onChange={(event) => setDraft(event.target.value)} />
      )}
      {error && (
        <span id={errorId} role="alert" className="text-sm text-lost">
          {error}
        </span>
      )}
    </span>
  );
}
