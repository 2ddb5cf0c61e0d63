import "../process/words";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../parts/controls";
import { criteriaQuery, type Criterion } from "../process/criteria";
import { EvidenceForm, EvidenceItem } from "../process/EvidenceForm";
import { FactForm } from "../process/FactForm";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";

/** What stands before the deal, the very next stage first, with what the buyer has given for it. */
export function Criteria({ deal }: { deal: Deal }) {
  const { t, count } = useText();
  const criteria = useQuery(criteriaQuery(deal.id)).data ?? [];
  // One form at a time: an addition by its criterion, a taking back by its evidence.
  const [open, setOpen] = useState<string | null>(null);
  const title = useId();
  if (criteria.length === 0) return null;
  const todo = criteria.filter(({ next, met }) => next && !met).length;
  return (
    <section aria-labelledby={title}>
      <h2 id={title} className="font-semibold">
        {t("criteria.title")}
      </h2>
      <p className="mb-2 text-sm text-ink-2">{todo > 0 ? count("criteria.todo", todo) : t("criteria.clear")}</p>
      <ul className="divide-y divide-line border-y border-line">
        {criteria.map((criterion) => (
          <Line key={`${criterion.stage} ${criterion.key}`} deal={deal} criterion={criterion} open={open} onOpen={setOpen} />
        ))}
      </ul>
    </section>
  );
}

function Line({ deal, criterion, open, onOpen }: { deal: Deal; criterion: Criterion; open: string | null; onOpen: (what: string | null) => void }) {
  const { t } = useText();
  const { key, says, met, next, side, stage_name, asks_evidence, lacking, evidence } = criterion;
  const readOnly = deal.outcome !== "open";
  const adds = asks_evidence || lacking.length > 0;
  const done = () => onOpen(null);
  return (
    <li className="py-1.5">
      <div className="flex min-h-7 items-center gap-3 pointer-coarse:min-h-11">
        {met ? <CircleCheck size={15} aria-hidden className="shrink-0 text-won" /> : <CircleDashed size={15} aria-hidden className={`shrink-0 ${next ? "text-warn" : "text-ink-3"}`} />}
        <span className="min-w-0 flex-1">
          {says}
          <span className="sr-only">: {t(met ? "criterion.met" : "criterion.unmet")}</span>
          <span className="block text-sm text-ink-2">{t(side === "entry" ? "criterion.entry" : "criterion.exit", { stage: stage_name })}</span>
        </span>
        {!readOnly && adds && open !== key && (
          <Button tone="link" aria-label={t("criterion.add", { says })} onClick={() => onOpen(key)}>
            {t("blocked.add")}
          </Button>
        )}
      </div>
      <div className="ml-6.5">
        {evidence.map((each) => (
          <EvidenceItem key={each.id} deal={deal} evidence={each} asked={open === each.id} onAsk={onOpen} readOnly={readOnly} />
        ))}
        {open === key && (
          <div className="my-2 max-w-110">
            {asks_evidence ? <EvidenceForm deal={deal} criterion={key} onDone={done} onCancel={done} /> : <FactForm deal={deal} lacking={lacking} onDone={done} onCancel={done} />}
          </div>
        )}
      </div>
    </li>
  );
}
