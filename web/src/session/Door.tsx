import { useEffect, type ReactNode } from "react";
import { LanguageAndTheme } from "../frame/LanguageAndTheme";
import { Mark } from "../frame/Mark";
import { useText } from "../text/useText";

/** The frame of every page in front of the workspace: who we are, what is asked, in which language. */
export function Door({ title, lead, children, wide = false }: { title: string; lead?: ReactNode; children: ReactNode; wide?: boolean }) {
  const { t } = useText();
  useEffect(() => {
    document.title = `${title} · Arus`;
  }, [title]);
  return (
    <main className="grid min-h-full place-items-center bg-bg p-6">
      <div className={`flex max-w-full flex-col gap-6 ${wide ? "w-120" : "w-80"}`}>
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <div>
            <p className="text-xl leading-6 font-semibold">Arus</p>
            <p className="text-sm text-ink-3">{t("signin.motto")}</p>
          </div>
        </div>
        <div>
          <h1 className="text-lg font-semibold">{title}</h1>
          {lead && <p className="mt-1 text-ink-2">{lead}</p>}
        </div>
        {children}
        <div className="-ml-2.5 flex gap-1 border-t border-line pt-3">
          <LanguageAndTheme />
        </div>
      </div>
    </main>
  );
}
