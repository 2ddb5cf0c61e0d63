import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "../parts/controls";
import { Page } from "../parts/page";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";

type Back = { to: "/settings/policies" | "/settings/playbooks" | "/settings/qualifications"; words: string };

/** The page of one definition that acts while it is on: the way back to the others, and the two ways of saving it. */
export function EditorPage({ title, back, may, busy, onSave, children }: { title: string; back: Back; may: boolean; busy: boolean; onSave: (on: boolean) => void; children: ReactNode }) {
  const { t } = useText();
  return (
    <Page
      bar={null}
      title={title}
      lead={
        <Link to={back.to} className="text-accent-ink underline underline-offset-4">
          {back.words}
        </Link>
      }
      actions={
        may && (
          <>
            <Button tone="line" disabled={busy} onClick={() => onSave(false)}>
              {t("rules.save.off")}
            </Button>
            <Button tone="primary" disabled={busy} onClick={() => onSave(true)}>
              {t("rules.save.on")}
            </Button>
          </>
        )
      }
    >
      {children}
    </Page>
  );
}

/** While it is looked for, and where it is not there. */
export function Gone({ title, query, words }: { title: string; query: { data: unknown; error: unknown; isError: boolean }; words: string }) {
  return (
    <Page title={title} bar={null}>
      <Answered query={{ ...query, isPlaceholderData: false }}>{() => <p className="text-ink-2">{words}</p>}</Answered>
    </Page>
  );
}
