import "./words";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { edit } from "../actions/act";
import { Button } from "../parts/controls";
import { Objection } from "../parts/form";
import { useText, type Text } from "../text/useText";
import type { Deal } from "../wire/client";
import type { Problem } from "../wire/problem";
import { explainQuery, type Explained, type Term } from "./queries";

const OverrideDialog = lazy(() => import("./Opinion").then((all) => ({ default: all.OverrideDialog })));

const AT_FIRST = 6;

/** The chance of a deal with everything needed to doubt it: its interval, where it comes from, what it is made of, and what has changed in a week. */
export function Chance({ deal, chance, readOnly }: { deal: Deal; chance: NonNullable<Deal["probability"]>; readOnly: boolean }) {
  const text = useText();
  const { t, percent, whole } = text;
  const { as_of } = useSearch({ strict: false });
  const explained = useQuery(explainQuery(deal, as_of));
  const [saying, setSaying] = useState(false);
  return (
    <section aria-label={t("deal.probability")}>
      <h2 className="mb-1.5 font-semibold">{t("deal.probability")}</h2>
      <p className="num flex items-baseline gap-2">
        <span className="text-lg font-semibold">{percent(chance.p)}</span>
        <span className="flex-1 text-ink-2">{t(`source.${chance.source}`)}</span>
        <Link to="/forecast/calibration" search={{ pipeline: deal.pipeline }} className="text-sm text-accent-ink underline-offset-4 hover:underline">
          {t("chance.trust")}
        </Link>
      </p>
      {/* What a person says has no interval, and rests on no deals. */}
      {!chance.override && (
        <>
          <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden className="my-1.5 h-1.5 w-full overflow-visible">
            <rect width="100" height="6" rx="1" className="fill-line" />
            <rect x={chance.low * 100} width={Math.max(1, (chance.high - chance.low) * 100)} height="6" className="fill-accent opacity-35" />
            <rect x={chance.p * 100 - 0.5} width="1" height="6" className="fill-accent" />
          </svg>
          <p className="num text-sm text-ink-2">{t("deal.interval", { low: percent(chance.low), high: percent(chance.high), n: whole(chance.n) })}</p>
        </>
      )}
      {chance.override && <Said deal={deal} said={chance.override} readOnly={readOnly} />}
      {!readOnly && (
        <Button tone="link" className="mt-1 -ml-2.5" onClick={() => setSaying(true)}>
          {t(chance.override ? "override.change" : "override.open")}
        </Button>
      )}
      <Suspense>{saying && <OverrideDialog deal={deal} onClose={() => setSaying(false)} />}</Suspense>
      {explained.error && (
        <p role="alert" className="mt-2 text-sm text-lost">
          {explained.error.message}
        </p>
      )}
      {explained.data && (explained.data.logit === null ? <p className="num mt-2 text-sm text-ink-2">{unmodelled(text, explained.data.adjusted)}</p> : <Reasons said={explained.data} logit={explained.data.logit} />)}
    </section>
  );
}

/** What the chance rests on where no model speaks: the stage, and the one fact that its history is adjusted for. */
function unmodelled({ t, percent, whole }: Text, adjusted: Explained["adjusted"]): string {
  if (!adjusted) return t("chance.nomodel");
  const { label, word, won, n, stage_p } = adjusted;
  return t("chance.adjusted", { label: word ? label : `${t(`factor.${adjusted.factor}`)}: ${t("chance.adjusted.none")}`, won: whole(won), n: whole(n), stage: percent(stage_p) });
}

/** What a person said, apart from what is worked out: who, why, and what stands beside it. */
function Said({ deal, said, readOnly }: { deal: Deal; said: NonNullable<NonNullable<Deal["probability"]>["override"]>; readOnly: boolean }) {
  const { t, percent, moment } = useText();
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <div className="mt-2 border-l-2 border-accent pl-3">
      <p>“{said.reason}”</p>
      <p className="num text-sm text-ink-2">{t("override.by", { name: said.by_name ?? "–", when: moment(said.at) })}</p>
      {said.worked_p !== null && <p className="num mt-1">{t("override.beside", { p: percent(said.worked_p), source: t(`source.${said.worked_source ?? "stage"}`) })}</p>}
      {!readOnly && (
        <Button tone="link" className="-ml-2.5" onClick={() => void edit(deal, { kind: "restore" }).then(setProblem)}>
          {t("override.restore")}
        </Button>
      )}
      <Objection problem={problem} />
    </div>
  );
}

function Reasons({ said, logit }: { said: Explained; logit: number }) {
  const { t, percent, whole } = useText();
  const [all, setAll] = useState(false);
  const { terms, average, worked_p: p, week_ago } = said;
  const widest = Math.max(...terms.map(({ points }) => Math.abs(points)));
  const shown = all ? terms : terms.slice(0, AT_FIRST);
  return (
    <>
      <h3 className="mt-4 text-sm font-medium text-ink-2" tabIndex={0} data-tip={t("chance.scale")}>
        {t("chance.why")}
        <span className="sr-only">. {t("chance.scale")}</span>
      </h3>
      <table className="num w-full border-collapse text-sm">
        <tbody>
          <Line label={t("chance.average")} points={average} />
          {shown.map((term, index) => (
            <TermLine key={index} term={term} widest={widest} />
          ))}
          {terms.length > AT_FIRST && (
            <tr>
              <td colSpan={3} className="border-b border-line">
                <Button tone="link" aria-expanded={all} className="-ml-2.5 text-sm" onClick={() => setAll((now) => !now)}>
                  {all ? t("chance.fewer") : t("chance.more", { n: whole(terms.length - AT_FIRST) })}
                </Button>
              </td>
            </tr>
          )}
          <Line label={t("chance.together", { p: p === null ? "–" : percent(p) })} points={logit} strong />
        </tbody>
      </table>
      {week_ago && (
        <>
          <h3 className="mt-4 text-sm font-medium text-ink-2">{t("chance.week", { p: percent(week_ago.p) })}</h3>
          {week_ago.changes.length === 0 ? (
            <p className="text-sm text-ink-2">{t("chance.same")}</p>
          ) : (
            <table className="num w-full border-collapse text-sm">
              <tbody>
                {week_ago.changes.slice(0, AT_FIRST).map((term, index) => (
                  <TermLine key={index} term={term} widest={widest} />
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </>
  );
}

/** A fact, a bar to the right where it helps and to the left where it does not, and its points. */
function TermLine({ term: { label, points, spread }, widest }: { term: Term; widest: number }) {
  const { t, signed, decimal } = useText();
  const share = widest > 0 ? Math.min(1, Math.abs(points) / widest) * 50 : 0;
  return (
    <tr data-tip={spread > 0 ? t("chance.spread", { spread: decimal(spread) }) : undefined}>
      <th scope="row" className="border-b border-line py-1 pr-2 text-left font-normal">
        {label}
      </th>
      <td className="w-18 border-b border-line">
        <svg aria-hidden viewBox="0 0 100 10" preserveAspectRatio="none" className="h-2.5 w-full">
          <rect x={points < 0 ? 50 - share : 50} width={share} height="10" className={points < 0 ? "fill-lost" : "fill-won"} />
          <rect x="49.5" width="1" height="10" className="fill-line-strong" />
        </svg>
      </td>
      <td className="w-12 border-b border-line text-right whitespace-nowrap">{signed(points)}</td>
    </tr>
  );
}

function Line({ label, points, strong = false }: { label: string; points: number; strong?: boolean }) {
  const { signed } = useText();
  return (
    <tr className={strong ? "font-semibold" : "text-ink-2"}>
      <th scope="row" colSpan={2} className={`border-b border-line py-1 pr-2 text-left ${strong ? "font-semibold" : "font-normal"}`}>
        {label}
      </th>
      <td className="w-12 border-b border-line text-right whitespace-nowrap">{signed(points)}</td>
    </tr>
  );
}
