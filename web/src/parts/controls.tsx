import { useId, type ComponentProps, type ReactNode } from "react";

const TONES = {
  primary: "bg-primary text-on-primary hover:opacity-90",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink",
  line: "border border-line-strong bg-surface text-ink hover:bg-hover",
  lineWon: "border border-line-strong bg-surface text-won hover:bg-won-soft",
  lineLost: "border border-line-strong bg-surface text-lost hover:bg-lost-soft",
  link: "text-accent-ink hover:bg-hover",
  won: "bg-won text-surface hover:opacity-90",
  lost: "bg-lost text-surface hover:opacity-90",
} as const;

/** 28 px high on a desk, 44 px under a finger. */
export function Button({ tone = "quiet", className = "", ...rest }: ComponentProps<"button"> & { tone?: keyof typeof TONES }) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex h-7 items-center justify-center gap-1.5 rounded-ctl px-2.5 font-medium whitespace-nowrap transition-colors duration-120 disabled:pointer-events-none disabled:opacity-50 pointer-coarse:h-11 ${TONES[tone]} ${className}`}
    />
  );
}

export const fieldClass =
  "h-8 w-full rounded-ctl border border-line-strong bg-surface px-2 text-ink placeholder:text-ink-3 aria-invalid:border-lost pointer-coarse:h-11";

/** A label, its control and what the server said about it. */
export function Field({ label, error, children }: { label: string; error?: string | null; children: (id: string, described: string | undefined) => ReactNode }) {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {label}
      </label>
      {children(id, error ? errorId : undefined)}
      {error && (
        <p id={errorId} role="alert" className="text-sm text-lost">
          {error}
        </p>
      )}
    </div>
  );
}

export function StageMark({ index, className = "" }: { index: number; className?: string }) {
  return <span aria-hidden className={`inline-block size-2.5 shrink-0 rounded-[3px] stage-${Math.min(index + 1, 6)} ${className}`} />;
}

/** Letters that stand for a person; the name itself is beside them or in the tip. */
export function Avatar({ letters, name }: { letters: string; name: string }) {
  return (
    <span data-tip={name} className="grid size-5 shrink-0 place-items-center rounded-full bg-sunken text-[9px] leading-none font-semibold text-ink-2">
      {letters}
    </span>
  );
}
