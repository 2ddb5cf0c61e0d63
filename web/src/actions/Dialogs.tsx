import { lazy, Suspense, useEffect, type ReactNode } from "react";
import { floating } from "../parts/floating";
import { useStore } from "../parts/store";
import { question } from "./act";

// The first picture needs no dialog and no menu. They come right after it,
// because one of them may be needed exactly when the network is gone.
const later = {
  lose: () => import("./Lose"),
  reopen: () => import("./Reopen"),
  blocked: () => import("./Blocked"),
  stale: () => import("./Stale"),
  new: () => import("./NewDeal"),
  help: () => import("../frame/Help"),
};
const Lose = lazy(later.lose);
const Reopen = lazy(later.reopen);
const Blocked = lazy(later.blocked);
const Stale = lazy(later.stale);
const NewDeal = lazy(later.new);
const Help = lazy(later.help);

const SOON_MS = 1500;

/** Whatever the workspace has to ask before it goes on. */
export function Dialogs() {
  useEffect(() => {
    const timer = setTimeout(() => [...Object.values(floating), ...Object.values(later)].forEach((load) => void load().catch(() => undefined)), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{useDialog()}</Suspense>;
}

function useDialog(): ReactNode {
  const open = useStore(question);
  const close = () => question.set(null);
  switch (open?.kind) {
    case "lose":
      return <Lose deal={open.deal} onClose={close} />;
    case "reopen":
      return <Reopen deal={open.deal} onClose={close} />;
    case "blocked":
      return <Blocked {...open} onClose={close} />;
    case "stale":
      return <Stale {...open} onClose={close} />;
    case "new":
      return <NewDeal pipeline={open.pipeline} onClose={close} />;
    case "help":
      return <Help onClose={close} />;
    default:
      return null;
  }
}
