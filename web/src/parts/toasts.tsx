import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText } from "../text/useText";
import { createStore, useStore } from "./store";

export type Toast = {
  id: number;
  text: string;
  tone?: "lost";
  action?: { label: string; run: () => void };
};

/** Long enough to read and to undo (UX: 8 s); paused while the pointer or the focus is on it. */
const LIFETIME_MS = 8000;
const MOST = 3;

const toasts = createStore<readonly Toast[]>([]);
let last = 0;

export function showToast(toast: Omit<Toast, "id">): number {
  const id = ++last;
  toasts.set((now) => [...now, { ...toast, id }].slice(-MOST));
  return id;
}

export function dropToast(id: number): void {
  toasts.set((now) => now.filter((toast) => toast.id !== id));
}

/**
 * The corner where what just happened is said. The region is there before its
 * first message, because a screen reader only announces changes of a region
 * that it knows. It makes room for the Won and Lost zones while a card is held.
 */
export function Toasts() {
  const { t } = useText();
  const list = useStore(toasts);
  return (
    <div role="region" aria-label={t("toast.region")} className="pointer-events-none fixed right-5 bottom-5 z-50 w-90 max-w-[calc(100vw-40px)] [body:has([data-zone])_&]:bottom-24">
      <div role="log" aria-live="polite">
      <ol className="flex flex-col gap-2">
        {list.map((toast) => (
          <ToastItem key={toast.id} toast={toast} />
        ))}
      </ol>
      </div>
    </div>
  );
}

function ToastItem({ toast }: { toast: Toast }) {
  const { t } = useText();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => dropToast(toast.id), LIFETIME_MS);
  };
  const hold = () => clearTimeout(timer.current);
  // A toast never changes its text, so one clock from mount to unmount is enough.
  useEffect(() => {
    start();
    return hold;
  }, []);
  return (
    <li
      onPointerEnter={hold}
      onPointerLeave={start}
      onFocus={hold}
      onBlur={start}
      className="rise pointer-events-auto flex items-center gap-3 rounded-pop bg-primary px-3.5 py-2.5 text-on-primary shadow-pop"
    >
      <span className="flex-1">{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className="h-7 rounded-ctl px-2 font-semibold hover:bg-on-primary/12"
          onClick={() => {
            dropToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button type="button" aria-label={t("toast.close")} className="grid size-7 place-items-center rounded-ctl hover:bg-on-primary/12" onClick={() => dropToast(toast.id)}>
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
