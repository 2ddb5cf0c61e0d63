import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "../text/useText";

export function Modal({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}) {
  const { t } = useText();
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/30" />
        <Base.Popup
          className={`fixed top-[18vh] left-1/2 z-40 max-h-[76vh] w-110 max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-y-auto rounded-pop bg-surface p-5 shadow-pop outline-none ${wide ? "sm:w-130" : ""}`}
        >
          <div className="mb-3 flex items-start gap-3">
            <Base.Title className="flex-1 text-lg font-semibold">{title}</Base.Title>
            <Base.Close aria-label={t("dialog.close")} className="grid size-7 place-items-center rounded-ctl text-ink-3 hover:bg-hover hover:text-ink">
              <X size={16} aria-hidden />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
