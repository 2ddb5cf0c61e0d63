import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { StageMark } from "../parts/controls";
import { Objection } from "../parts/form";
import { Part, tableClass } from "../parts/page";
import { useSending } from "../parts/useSending";
import { Stats } from "../reports/Stats";
import { useText } from "../text/useText";
import { within } from "../wire/problem";
import { barriers, type Barrier } from "./barriers";
import type { Definition, Kept } from "./designs";
import { tryOnHistory, type Trial } from "./rules";
import { TrySpan } from "./TrySpan";

/** What the definition as it stands here would have kept deals from in the past, before anybody has to live with it. */
export function DefinitionTrial({ kept, draft, patch }: { kept: Kept; draft: Definition; patch: Record<string, unknown> }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const [tried, setTried] = useState<{ trial: Trial; draft: Definition } | null>(null);
  // An answer is about what was asked: it goes as soon as the definition is another one.
  const trial = tried?.draft === draft ? tried.trial : null;
  const go = (quarters: number) => void send(async () => setTried({ draft, trial: await tryOnHistory({ pipeline: kept.id, definition: patch, quarters }) }));
  return (
    <Part title={t("rules.try")} actions={<TrySpan busy={busy} onTry={go} />}>
      <Objection problem={problem && within(problem, "definition")} />
      {trial ? <Result trial={trial} draft={draft} /> : !problem && <p className="text-ink-2">{t(busy ? "board.loading" : "design.try.lead")}</p>}
    </Part>
  );
}

function Result({ trial, draft }: { trial: Trial; draft: Definition }) {
  const { t, whole, fullDay, dayOf, lang } = useText();
  const found = barriers(draft, trial, lang);
  return (
    <div className="flex flex-col gap-4" role="status">
      <p className="text-ink-2">{t("rules.try.of", { from: fullDay(dayOf(trial.from)), to: fullDay(dayOf(trial.to)) })}</p>
      <Stats
        stats={[
          { key: "steps", label: t("design.try.steps"), text: whole(trial.steps) },
          { key: "blocked", label: t("design.try.blocked"), text: whole(trial.blocked_steps) },
        ]}
      />
      {found.length === 0 ? <p>{t("design.try.none")}</p> : <Barriers found={found} listed={trial.blocked.length} of={trial.blocked_steps} />}
    </div>
  );
}

function Barriers({ found, listed, of }: { found: readonly Barrier[]; listed: number; of: number }) {
  const { t, whole, count } = useText();
  return (
    <div>
      <div className="overflow-x-auto" role="region" aria-label={t("design.try.blocked")} tabIndex={0}>
        <table className={`${tableClass} min-w-110`}>
          <thead>
            <tr>
              <th scope="col">{t("dimension.stage")}</th>
              <th scope="col">{t("design.try.by")}</th>
              <th scope="col" className="text-right">
                {t("design.try.blocked")}
              </th>
              <th scope="col">{t("nav.deals")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ key, stage, at, side, says, steps, deals }) => (
              <tr key={key}>
                <th scope="row" className="border-b! border-line! text-base! font-normal! text-ink!">
                  {at >= 0 && <StageMark index={at} className="mr-2" />}
                  {stage}
                </th>
                <td>
                  {says}
                  {side && <span className="block text-sm text-ink-2">{t(`design.${side}`)}</span>}
                </td>
                <td className="text-right">{whole(steps)}</td>
                <td>
                  {deals.length > 0 ? (
                    <Link to="/deals" search={{ pipeline: "all", outcome: "any", ids: deals.join(",") }} className="underline underline-offset-4">
                      {count("board.count", deals.length)}
                    </Link>
                  ) : (
                    "–"
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {listed < of && <p className="mt-2 text-sm text-ink-2">{t("design.try.last", { n: whole(listed) })}</p>}
    </div>
  );
}
