import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { lazy, Suspense, useRef, type ComponentProps, type ReactNode } from "react";

const popup = "z-40 min-w-44 max-w-80 max-h-(--available-height) overflow-y-auto rounded-pop bg-surface p-1 shadow-pop outline-none";
export const itemClass =
  "flex h-8 cursor-default items-center gap-2.5 rounded-ctl px-2.5 outline-none data-highlighted:bg-hover data-disabled:opacity-50 pointer-coarse:h-11";

export const barButton =
  "inline-flex h-7 items-center gap-2 rounded-ctl px-2 font-medium whitespace-nowrap text-ink-2 hover:bg-hover hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink pointer-coarse:h-11";

export function MenuPanel({
  children,
  anchor,
  finalFocus,
  align = "start",
}: {
  children: ReactNode;
  anchor?: Element | null;
  finalFocus?: () => HTMLElement | null;
  align?: "start" | "end";
}) {
  return (
    <Base.Portal>
      <Base.Positioner anchor={anchor} sideOffset={4} align={align} className="z-40">
        <Base.Popup finalFocus={finalFocus} className={popup}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

export function MenuItem({ children, ...rest }: ComponentProps<typeof Base.Item>) {
  return (
    <Base.Item {...rest} className={itemClass}>
      {children}
    </Base.Item>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-3">{children}</Base.GroupLabel>;
}

/** A button of the bar that opens a list to choose one from. */
export function ChoiceMenu<T extends string>({
  icon,
  label,
  value,
  choices,
  onChoose,
}: {
  icon?: ReactNode;
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChoose: (value: T) => void;
}) {
  return (
    <Base.Root>
      <Base.Trigger className={barButton}>
        {icon}
        {label}
      </Base.Trigger>
      <MenuPanel>
        <Base.RadioGroup value={value} onValueChange={(chosen) => onChoose(chosen as T)}>
          {choices.map((choice) => (
            <Base.RadioItem key={choice.value} value={choice.value} closeOnClick className={itemClass}>
              <span className="grid w-4 place-items-center">
                <Base.RadioItemIndicator>
                  <Check size={14} aria-hidden />
                </Base.RadioItemIndicator>
              </span>
              {choice.label}
            </Base.RadioItem>
          ))}
        </Base.RadioGroup>
      </MenuPanel>
    </Base.Root>
  );
}

const PopoverPanel = lazy(() => import("./popover"));

/** A button of the bar that opens a small form. What floats is loaded with the first use. */
export function BarPopover({
  icon,
  label,
  title,
  open,
  onOpenChange,
  children,
}: {
  icon: ReactNode;
  label: string;
  title: string;
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
        {label}
      </button>
      {open && (
        <Suspense>
          <PopoverPanel anchor={button} title={title} onClose={() => onOpenChange(false)}>
            {children}
          </PopoverPanel>
        </Suspense>
      )}
    </>
  );
}

export const MenuRoot = Base.Root;
export const MenuTrigger = Base.Trigger;
export const MenuGroup = Base.Group;
export const MenuSeparator = () => <Base.Separator className="my-1 h-px bg-line" />;
