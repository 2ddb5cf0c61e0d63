import "../process/words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { Button, fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { criteriaQuery, latest, type Criterion } from "../process/criteria";
import { overridersQuery } from "../process/overriders";
import { EvidenceForm } from "../process/EvidenceForm";
import { FactForm } from "../process/FactForm";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import type { Problem } from "../wire/problem";
import { client, sessionQuery } from "../wire/queries";
import { act, stageName, titleOf, type Intent } from "./act";

const OVERRIDABLE = ["criteria_unmet", "stage_skipped", "no_way_back"];

type Unmet = NonNullable<Problem["details"]["errors"]>[number];

/**
 * The server said no. The card is back in its place; here is why, and the field
 * for each thing that is missing. Once the last of them is there, what was
 * wanted is done.
 */
export default function Blocked({ deal, intent, problem, onClose }: { deal: Deal; intent: Intent; problem: Problem; onClose: () => void }) {
  const { t } = useText();
  const unmet = problem.details.errors ?? [];
  const criteria = useQuery({ ...criteriaQuery(deal.id), enabled: problem.code === "criteria_unmet" }).data;
  const overridable = OVERRIDABLE.includes(problem.code);
  const overriders = useQuery({ ...overridersQuery, enabled: overridable }).data ?? [];
  const roles = useQuery({ ...sessionQuery, enabled: false }).data?.roles ?? [];
  const [open, setOpen] = useState<Unmet | null>(null);
  const [overriding, setOverriding] = useState(false);
  const goOn = (override?: string) => {
    onClose();
    void act(latest(deal), intent, { override });
  };
  const added = async () => {
    setOpen(null);
    const now = await client.fetchQuery({ ...criteriaQuery(deal.id), staleTime: 0 }).catch(() => undefined);
    if (now && unmet.every((error) => criterionOf(now, error)?.met)) goOn();
  };
  const title = intent.kind === "move" ? t("blocked.title", { stage: stageName(deal, intent.to) }) : t("blocked.title.plain");
  return (
    <Modal title={title} onClose={onClose} wide>
      <p className="text-ink-2">
        {t("blocked.body", { deal: titleOf(deal) })} {problem.code === "criteria_unmet" ? "" : problem.message}
      </p>
      {unmet.length > 0 && (
        <ul className="mt-3 divide-y divide-line rounded-card border border-line">
          {unmet.map((error) => (
            <Lack
              key={`${error.pointer} ${error.detail}`}
              deal={deal}
              words={error.detail}
              criterion={criteria && criterionOf(criteria, error)}
              open={open === error}
              onOpen={(opened) => setOpen(opened ? error : null)}
              onAdded={() => void added()}
              onLeave={onClose}
            />
          ))}
        </ul>
      )}
      {overriding ? (
        <Override onCancel={() => setOverriding(false)} onGo={goOn} />
      ) : (
        <div className="mt-5 flex flex-wrap justify-end gap-2">
          {overridable && roles.some((role) => overriders.includes(role)) && <Button onClick={() => setOverriding(true)}>{t("blocked.override")}</Button>}
          <Button tone={open ? "line" : "primary"} autoFocus onClick={onClose}>
            {t("blocked.keep", { stage: deal.stage_name })}
          </Button>
        </div>
      )}
    </Modal>
  );
}

/** The criterion that a refusal is about. What it points at changes as facts come in; its words do not. */
function criterionOf(criteria: readonly Criterion[], { pointer, detail }: Unmet): Criterion | undefined {
  return criteria.find((each) => each.pointer === pointer && each.says === detail) ?? criteria.find(({ says }) => says === detail);
}

type LackProps = {
  deal: Deal;
  words: string | undefined;
  criterion: Criterion | undefined;
  open: boolean;
  onOpen: (open: boolean) => void;
  onAdded: () => void;
  onLeave: () => void;
};

function Lack({ deal, words, criterion, open, onOpen, onAdded, onLeave }: LackProps) {
  const { t } = useText();
  const navigate = useNavigate();
  const met = criterion?.met ?? false;
  const here = criterion && (criterion.asks_evidence || criterion.lacking.length > 0);
  const leave = () => {
    onLeave();
    void navigate({ to: "/deals/$id", params: { id: deal.id } });
  };
  return (
    <li className="px-3 py-1">
      <div className="flex min-h-7 items-center gap-3 pointer-coarse:min-h-11">
        {met ? <CircleCheck size={15} aria-hidden className="shrink-0 text-won" /> : <CircleDashed size={15} aria-hidden className="shrink-0 text-warn" />}
        <span className="min-w-0 flex-1">
          {words}
          <span className="sr-only">: {t(met ? "criterion.met" : "criterion.unmet")}</span>
        </span>
        {!met && !open && (
          <Button tone="link" onClick={() => (here ? onOpen(true) : leave())}>
            {t(here ? "blocked.add" : "blocked.open")}
          </Button>
        )}
      </div>
      {criterion?.rule && !met && <code className="mb-1 ml-6.5 block text-sm wrap-break-word text-ink-2">{criterion.rule}</code>}
      {open && criterion && (
        <div className="mt-1 mb-2 ml-6.5">
          {criterion.asks_evidence ? (
            <EvidenceForm deal={deal} criterion={criterion.key} onDone={onAdded} onCancel={() => onOpen(false)} />
          ) : (
            <FactForm deal={deal} lacking={criterion.lacking} onDone={onAdded} onCancel={() => onOpen(false)} />
          )}
        </div>
      )}
    </li>
  );
}

/** Going on all the same wants a reason, which stays in the deal's history. */
function Override({ onCancel, onGo }: { onCancel: () => void; onGo: (reason: string) => void }) {
  const { t } = useText();
  const [reason, setReason] = useState("");
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim()) onGo(reason.trim());
  };
  return (
    <form onSubmit={submit} className="mt-5 flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {t("blocked.override.reason")}
      </label>
      <textarea id={id} rows={2} autoFocus maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} className={`${fieldClass} h-auto py-1.5`} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
        <Button type="submit" tone="lost" disabled={!reason.trim()}>
          {t("blocked.override")}
        </Button>
      </div>
    </form>
  );
}
