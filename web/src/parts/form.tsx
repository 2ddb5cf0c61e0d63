import type { ComponentProps, ReactNode } from "react";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { Button, Field, fieldClass } from "./controls";

type Common = { label: string; name: string; problem?: Problem | null; /** Where the server points at it; `/name` unless told. */ pointer?: string };

export function TextField({ label, name, problem, pointer = `/${name}`, className = "", ...rest }: Common & ComponentProps<"input">) {
  return (
    <Field label={label} error={problem?.about(pointer)}>
      {(id, described) => <input id={id} name={name} maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} {...rest} className={`${fieldClass} ${className}`} />}
    </Field>
  );
}

export type Option = { value: string; label: string };

export function SelectField({ label, name, problem, pointer = `/${name}`, options, ...rest }: Common & { options: readonly Option[] } & ComponentProps<"select">) {
  return (
    <Field label={label} error={problem?.about(pointer)}>
      {(id, described) => (
        <select id={id} name={name} aria-describedby={described} aria-invalid={Boolean(described)} {...rest} className={fieldClass}>
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** What the server said that belongs to no field that is shown. */
export function Objection({ problem, shown = [] }: { problem: Problem | null; shown?: readonly string[] }) {
  const { t } = useText();
  if (!problem) return null;
  const said = problem.details.errors?.map(({ pointer }) => pointer ?? "") ?? [];
  if (said.length > 0 && said.every((pointer) => shown.some((field) => pointer === field || pointer.startsWith(`${field}/`)))) return null;
  return (
    <p role="alert" className="text-lost">
      {problem.code === "network" ? t("error.offline") : problem.message}
    </p>
  );
}

/** The last line of a dialog: leave, or do it. */
export function FormEnd({ onCancel, busy, children, tone = "primary" }: { onCancel?: () => void; busy?: boolean; children: ReactNode; tone?: "primary" | "lost" }) {
  const { t } = useText();
  return (
    <div className="mt-1 flex justify-end gap-2">
      {onCancel && <Button onClick={onCancel}>{t("dialog.cancel")}</Button>}
      <Button type="submit" tone={tone} disabled={busy}>
        {children}
      </Button>
    </div>
  );
}

/** The words somebody typed into a form, trimmed; empty for a field that is not there. */
export function words(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => String(data.get(name) ?? "").trim();
}
