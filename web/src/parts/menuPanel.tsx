import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { Fragment } from "react";
import type { MenuSection } from "./menu";

const popup = "z-40 min-w-44 max-w-80 max-h-(--available-height) overflow-y-auto rounded-pop bg-surface p-1 shadow-pop outline-none";
const itemClass =
  "flex min-h-8 cursor-default items-center gap-2.5 rounded-ctl px-2.5 outline-none data-highlighted:bg-hover data-disabled:opacity-50 pointer-coarse:min-h-11";

/** The open menu of a button: one for every menu of the workspace, told what to show. */
export default function MenuPanel({
  anchor,
  sections,
  align = "start",
  onClose,
}: {
  anchor: HTMLElement | null;
  sections: readonly MenuSection[];
  align?: "start" | "end";
  onClose: () => void;
}) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align={align} className="z-40">
          <Base.Popup finalFocus={() => anchor} className={popup}>
            {sections.map((section, index) => (
              <Fragment key={index}>
                {index > 0 && <Base.Separator className="my-1 h-px bg-line" />}
                <Section {...section} />
              </Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Section({ heading, entries, many }: MenuSection) {
  if (many) {
    return (
      <Base.Group>
        {heading && <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-3">{heading}</Base.GroupLabel>}
        {entries.map(({ label, disabled, chosen = false, run }) => (
          <Base.CheckboxItem key={label} checked={chosen} onCheckedChange={run} disabled={disabled} closeOnClick={false} className={itemClass}>
            <span className="grid w-4 place-items-center">
              <Base.CheckboxItemIndicator>
                <Check size={14} aria-hidden />
              </Base.CheckboxItemIndicator>
            </span>
            <span className="min-w-0 wrap-anywhere">{label}</span>
          </Base.CheckboxItem>
        ))}
      </Base.Group>
    );
  }
  const chosen = entries.findIndex((entry) => entry.chosen);
  if (entries.some((entry) => entry.chosen !== undefined)) {
    return (
      <Base.RadioGroup value={chosen} onValueChange={(index: number) => entries[index]!.run()}>
        {entries.map(({ label, mark, disabled }, index) => (
          <Base.RadioItem key={label} value={index} disabled={disabled} closeOnClick className={itemClass}>
            <span className="grid w-4 place-items-center">
              <Base.RadioItemIndicator>
                <Check size={14} aria-hidden />
              </Base.RadioItemIndicator>
            </span>
            {mark}
            <span className="min-w-0 wrap-anywhere">{label}</span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    );
  }
  return (
    <Base.Group>
      {heading && <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-3">{heading}</Base.GroupLabel>}
      {entries.map(({ label, mark, disabled, run }) => (
        <Base.Item key={label} disabled={disabled} onClick={run} className={itemClass}>
          {mark}
          <span className="min-w-0 wrap-anywhere">{label}</span>
        </Base.Item>
      ))}
    </Base.Group>
  );
}
