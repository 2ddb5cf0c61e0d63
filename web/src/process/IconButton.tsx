import type { ReactNode } from "react";

/** A button that shows a sign and is called by words. */
export function IconButton({ label, disabled, onClick, children }: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-label={label} disabled={disabled} onClick={onClick} className="grid size-7 shrink-0 place-items-center rounded-ctl text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-40 pointer-coarse:size-11">
      {children}
    </button>
  );
}
