import { Button } from "../parts/controls";

/** One of a few ways to look at a list; the address keeps which. */
export function Tabs<T extends string>({ label, value, choices, onChoose }: { label: string; value: T; choices: readonly { value: T; label: string }[]; onChoose: (value: T) => void }) {
  return (
    <div role="group" aria-label={label} className="mt-4 flex flex-wrap gap-1">
      {choices.map((choice) => (
        <Button key={choice.value} aria-pressed={choice.value === value} className={choice.value === value ? "bg-hover font-semibold text-ink!" : ""} onClick={() => onChoose(choice.value)}>
          {choice.label}
        </Button>
      ))}
    </div>
  );
}
