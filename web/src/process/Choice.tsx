import { Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";

type Props = { label: string; value: string | undefined; wrong: string | undefined; choices: readonly { value: string; label: string }[]; onChoose: (value: string | undefined) => void };

/** One of several, or none as yet. */
export function Choice({ label, value = "", wrong, choices, onChoose }: Props) {
  const { t } = useText();
  return (
    <Field label={label} error={wrong}>
      {(id, described) => (
        <select id={id} value={value} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => onChoose(event.target.value || undefined)} className={fieldClass}>
          <option value="">{t("rules.choose")}</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
