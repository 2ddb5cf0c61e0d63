import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { question, undoLast } from "../actions/act";
import { Dialogs } from "../actions/Dialogs";
import { receive, reset } from "../live/intake";
import { follow } from "../live/stream";
import { Tip } from "../parts/tip";
import { useStore } from "../parts/store";
import { showToast, Toasts } from "../parts/toasts";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { alone, takesKeys } from "./keys";
import { paletteOpen } from "./openings";
import { usePreferences } from "./preferences";
import { Sidebar } from "./Sidebar";
import { AsOfBanner } from "./TopBar";
import { useQuestion } from "./useQuestion";

const Palette = lazy(() => import("./Palette"));

/** The frame around every page: sidebar, banner, live stream, keys, and what floats. */
export function Shell() {
  const { t } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { as_of } = useSearch({ strict: false });
  const palette = useStore(paletteOpen);

  useEffect(() => {
    if (as_of) return; // the past does not change
    const stop = follow(`arus ${session.workspace.id} ${session.user.id}`, { event: receive, reset });
    return () => {
      stop();
      // What happens while nobody listens is unknown; what is loaded then is old.
      reset();
    };
  }, [as_of, session.workspace.id, session.user.id]);

  useKeys();

  return (
    <div className="flex h-full">
      <a href="#content" className="fixed top-2 left-2 z-60 -translate-y-16 rounded-ctl bg-primary px-3 py-1.5 text-on-primary focus:translate-y-0">
        {t("nav.skip")}
      </a>
      <Sidebar session={session} />
      <div className="flex min-w-0 flex-1 flex-col">
        <AsOfBanner />
        <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
          <Outlet />
        </main>
      </div>
      <Dialogs />
      {palette && (
        <Suspense>
          <Palette onClose={() => paletteOpen.set(false)} />
        </Suspense>
      )}
      <Toasts />
      <Tip />
    </div>
  );
}

function useKeys() {
  const { t } = useText();
  const { singleKeys } = usePreferences();
  const { pipeline } = useQuestion();
  const { as_of } = useSearch({ strict: false });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (command && event.key.toLowerCase() === "k") {
        event.preventDefault();
        paletteOpen.set((open) => !open);
        return;
      }
      if (takesKeys(event.target)) return;
      if (command && event.key.toLowerCase() === "z") {
        event.preventDefault();
        if (as_of) showToast({ text: t("asof.readonly") });
        else undoLast();
        return;
      }
      if (!singleKeys || !alone(event)) return;
      if (event.key === "?") {
        event.preventDefault();
        question.set({ kind: "help" });
      } else if (event.key === "c" && pipeline) {
        event.preventDefault();
        if (as_of) showToast({ text: t("asof.readonly") });
        else question.set({ kind: "new", pipeline: pipeline.id });
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [t, singleKeys, pipeline, as_of]);
}
