import "./words";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { edit, titleOf, type Intent } from "../actions/act";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { readShare, writeShare } from "../text/format";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { Problem } from "../wire/problem";
import { explainQuery } from "./queries";

const CATEGORIES = ["omitted", "pipeline", "best_case", "most_likely", "commit"] as const;
/** The stage says it. */
const USUAL = "";

/** Sends what somebody says of a deal; the problem, if any, belongs beside the fields. */
function useSaying(deal: Deal, said: string, onClose: () => void) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const say = async (intent: Intent) => {
    setBusy(true);
    const wrong = await edit(deal, intent);
    setBusy(false);
    setProblem(wrong);
    if (wrong) return;
    onClose();
    showToast({ text: said });
  };
  return { problem, setProblem, busy, say };
}

/** How likely a person holds the deal, in the place of what is worked out and shown beside it. */
export function OverrideDialog({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t, lang, percent } = useText();
  const { problem, setProblem, busy, say } = useSaying(deal, t("override.done"), onClose);
  const worked = useQuery(explainQuery(deal)).data?.worked_p;
  const held = deal.probability?.override;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const p = readShare(lang, word("p"));
    if (p === null) return setProblem(new Problem(422, { errors: [{ pointer: "/p", code: "share", detail: t("override.badshare") }] }));
    void say({ kind: "override", p, reason: word("reason") });
  };
  return (
    <Modal title={t("override.title", { deal: titleOf(deal) })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("override.body", { p: typeof worked === "number" ? percent(worked) : "–" })}</p>
        <TextField label={t("override.p")} name="p" problem={problem} inputMode="decimal" autoFocus autoComplete="off" defaultValue={held ? writeShare(lang, held.p) : ""} placeholder="75" className="num" />
        <TextField label={t("submissions.reason")} name="reason" problem={problem} maxLength={1000} autoComplete="off" defaultValue={held?.reason} />
        <Objection problem={problem} shown={["/p", "/reason"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("override.do")}
        </FormEnd>
      </form>
    </Modal>
  );
}

/** How the deal counts in a forecast, where that is not what its stage says. */
export function CategoryDialog({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t } = useText();
  const { problem, busy, say } = useSaying(deal, t("category.done"), onClose);
  const moved = deal.category_move;
  const usual = moved?.stage_category ?? deal.category;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    void say({ kind: "category", category: word("category") as (typeof CATEGORIES)[number], reason: word("reason") });
  };
  return (
    <Modal title={t("category.title", { deal: titleOf(deal) })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("category.body")}</p>
        <SelectField
          label={t("deal.category")}
          name="category"
          problem={problem}
          autoFocus
          defaultValue={moved?.category ?? USUAL}
          options={[
            { value: USUAL, label: t("category.usual", { category: t(`category.${usual}` as "category.commit") }) },
            ...CATEGORIES.filter((category) => category !== usual).map((category) => ({ value: category, label: t(`category.${category}`) })),
          ]}
        />
        <TextField label={t("submissions.reason")} name="reason" problem={problem} maxLength={1000} autoComplete="off" defaultValue={moved?.reason ?? ""} />
        <Objection problem={problem} shown={["/category", "/reason"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("category.do")}
        </FormEnd>
      </form>
    </Modal>
  );
}
