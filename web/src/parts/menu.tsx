import { lazy, Suspense, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { floating } from "./floating";

export type MenuEntry = { label: string; mark?: ReactNode; disabled?: boolean; /** One of a choice: the chosen one is ticked. */ chosen?: boolean; run: () => void };
export type MenuSection = { heading?: string; /** Any number of the entries may be chosen, and the menu stays open for the next. */ many?: boolean; entries: readonly MenuEntry[] };

export const barButton =
  "inline-flex h-7 min-w-7 items-center justify-center gap-2 rounded-ctl px-2 font-medium whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink pointer-coarse:h-11 pointer-coarse:min-w-11";

const Panel = lazy(floating.menu);

/** A menu at an element that is already there, such as a card's button. */
export function MenuAt(props: Parameters<typeof Panel>[0]) {
  return (
    <Suspense>
      <Panel {...props} />
    </Suspense>
  );
}

/** A button and the menu that it opens. */
export function MenuButton({ children, sections, className = barButton }: { children: ReactNode; sections: readonly MenuSection[]; className?: string }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" || open) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        data-popup-open={open ? "" : undefined}
        onClick={() => setOpen((now) => !now)}
        onKeyDown={onKeyDown}
        className={className}
      >
        {children}
      </button>
      {open && <MenuAt anchor={button.current} sections={sections} onClose={() => setOpen(false)} />}
    </>
  );
}

/** A button of the bar that opens a list to choose one from. */
export function ChoiceMenu<T extends string>({
  icon,
  label,
  value,
  choices,
  onChoose,
  compact = false,
}: {
  icon?: ReactNode;
  label: string;
  /** On a phone the icon speaks alone; the label stays for those who hear it. */
  compact?: boolean;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  const entries = choices.map((choice) => ({ label: choice.label, chosen: choice.value === value, run: () => onChoose(choice.value) }));
  return (
    <MenuButton sections={[{ entries }]}>
      {icon}
      <span className={compact ? "max-md:sr-only" : "truncate"}>{label}</span>
    </MenuButton>
  );
}

const PopoverPanel = lazy(floating.popover);

/** A button of the bar that opens a small form. */
export function BarPopover({
  icon,
  label,
  title,
  open,
  onOpenChange,
  children,
  wide = false,
}: {
  icon: ReactNode;
  label: string;
  title: string;
  wide?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        data-popup-open={open ? "" : undefined}
        onClick={() => onOpenChange(!open)}
        className={barButton}
      >
        {icon}
        <span className="max-md:sr-only">{label}</span>
      </button>
      {open && (
        <Suspense>
          <PopoverPanel anchor={button} title={title} wide={wide} onClose={() => onOpenChange(false)}>
            {children}
          </PopoverPanel>
        </Suspense>
      )}
    </>
  );
}
