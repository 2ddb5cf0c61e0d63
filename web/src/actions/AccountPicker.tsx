import { useQuery } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { useDeferredValue, useId, useState, type KeyboardEvent } from "react";
import { fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import { accountsQuery } from "../wire/queries";

/** A company that is there, or the name of one that is to be added with the deal. */
export type Picked = { id: string; name: string } | { id: null; name: string };

/** Searches companies on the server while one types; where none fits, the last choice adds a new one. */
export function AccountPicker({
  field,
  described,
  text,
  picked,
  onText,
  onPick,
  known = false,
}: {
  field: string;
  described: string | undefined;
  text: string;
  picked: Picked | null;
  onText: (text: string) => void;
  onPick: (picked: Picked) => void;
  /** Only companies that are there: none is added. */
  known?: boolean;
}) {
  const { t, count } = useText();
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const query = useQuery({ ...accountsQuery(wanted), enabled: open, placeholderData: (before) => before });
  const found = query.data ?? [];
  const current = wanted === text.trim() && !query.isPlaceholderData && query.isSuccess;
  const exact = found.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const choices: Picked[] = [...found.map(({ id, name }) => ({ id, name })), ...(current && wanted && !exact && !known ? [{ id: null, name: wanted }] : [])];
  const chosen = Math.min(at, choices.length - 1);

  const pick = (choice: Picked | undefined) => {
    if (!choice) return;
    onPick(choice);
    setOpen(false);
  };
  const step = (by: 1 | -1) => {
    if (!open) return setOpen(true);
    if (choices.length === 0) return;
    const next = (chosen + by + choices.length) % choices.length;
    setAt(next);
    document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open && !event.nativeEvent.isComposing) {
      event.preventDefault();
      pick(choices[chosen]);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation(); // closes the list, not the dialog
      setOpen(false);
    }
  };

  const shown = open && choices.length > 0;
  return (
    <div className="relative">
      <input
        id={field}
        role="combobox"
        aria-expanded={shown}
        aria-controls={shown ? list : undefined}
        aria-activedescendant={shown ? `${list}-${chosen}` : undefined}
        aria-autocomplete="list"
        aria-describedby={described}
        aria-invalid={Boolean(described)}
        autoComplete="off"
        maxLength={200}
        placeholder={t("new.account.hint")}
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
        className={`${fieldClass} ${picked ? "pr-8" : ""}`}
      />
      {picked && <Check size={15} aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-won" />}
      {shown && (
        <div id={list} role="listbox" aria-label={t("new.account")} tabIndex={-1} className="absolute inset-x-0 top-full z-10 mt-1 max-h-60 overflow-y-auto rounded-pop bg-surface p-1 shadow-pop">
          {choices.map((choice, index) => (
            <div
              key={choice.id ?? "new"}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setAt(index)}
              onPointerDown={(event) => event.preventDefault()} // the field keeps the focus
              onClick={() => pick(choice)}
              className={`flex min-h-8 items-center gap-2 rounded-ctl px-2.5 pointer-coarse:min-h-11 ${index === chosen ? "bg-hover" : ""} ${choice.id ? "" : "font-medium text-accent-ink"}`}
            >
              {!choice.id && <Plus size={14} aria-hidden className="shrink-0" />}
              <span className="truncate">{choice.id ? choice.name : t("new.account.add", { name: choice.name })}</span>
            </div>
          ))}
        </div>
      )}
      <p role="status" className="sr-only">
        {open && current ? count("new.account.found", found.length) : ""}
      </p>
    </div>
  );
}
