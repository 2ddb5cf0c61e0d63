import { Popover } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";

export default function PopoverPanel({
  anchor,
  title,
  onClose,
  children,
  wide = false,
}: {
  anchor: RefObject<HTMLButtonElement | null>;
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <Popover.Root
      open
      onOpenChange={(_, { event }) => {
        // The button closes what it opened by itself; closing here too would open it again.
        if (!(event.target instanceof Node && anchor.current?.contains(event.target) && event.type !== "keydown")) onClose();
      }}
    >
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} align="start" className="z-30">
          <Popover.Popup aria-label={title} finalFocus={anchor} className={`max-w-[calc(100vw-24px)] rounded-pop bg-surface p-4 shadow-pop outline-none ${wide ? "w-96" : "w-72"}`}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
