import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Part, tableClass } from "../parts/page";
import { Stats } from "../reports/Stats";
import { useText } from "../text/useText";
import { useOutcome } from "./RuleEditor";
import { useRuleWords } from "./ruleWords";
import { runsQuery, type Run, type Trial } from "./rules";

/** What the rule would have done: how often what, whom it would have given deals to, and the runs themselves. */
export function TrialResult({ trial }: { trial: Trial }) {
  const { t, whole, fullDay, dayOf } = useText();
  const word = useOutcome();
  const { nameOf } = useRuleWords();
  const people = [...Object.entries(trial.routed).map(([id, n]) => t("rules.try.routed", { name: nameOf(id), n: whole(n) })), ...Object.entries(trial.told).map(([id, n]) => t("rules.try.told", { name: nameOf(id), n: whole(n) }))];
  return (
    <div className="flex flex-col gap-4" role="status">
      <p className="text-ink-2">{t("rules.try.of", { from: fullDay(dayOf(trial.from)), to: fullDay(dayOf(trial.to)) })}</p>
      <Stats
        stats={[
          { key: "runs", label: t("rules.try.runs"), text: whole(trial.runs) },
          ...Object.entries(trial.outcomes).map(([outcome, n]) => ({ key: outcome, label: word("outcome", outcome), text: whole(n) })),
          ...Object.entries(trial.deeds).map(([deed, n]) => ({ key: deed, label: word("deed", deed), text: whole(n) })),
        ]}
      />
      {people.length > 0 && <p>{people.join(" · ")}</p>}
      {trial.data.length > 0 && <RunTable title={t("rules.try.list")} runs={trial.data} />}
    </div>
  );
}

/** What the rule has done, and why or why not. */
export function Runs({ id }: { id: string }) {
  const { t } = useText();
  const runs = useQuery(runsQuery(id)).data;
  return <Part title={t("rules.runs")}>{runs?.length ? <RunTable title={t("rules.runs")} runs={runs} /> : <p className="text-ink-2">{t(runs ? "rules.runs.none" : "board.loading")}</p>}</Part>;
}

function RunTable({ title, runs }: { title: string; runs: readonly Run[] }) {
  const { t, moment, count } = useText();
  const word = useOutcome();
  return (
    <div className="overflow-x-auto" role="region" aria-label={title} tabIndex={0}>
      <table className={tableClass}>
        <thead>
          <tr>
            <th scope="col">{t("rules.run.at")}</th>
            <th scope="col">{t("rules.run.outcome")}</th>
            <th scope="col">{t("rules.run.why")}</th>
            <th scope="col">{t("nav.deals")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={index}>
              <td className="whitespace-nowrap">{moment(run.at)}</td>
              <td>{word("outcome", run.outcome)}</td>
              <td>
                {run.why?.detail ?? (run.did ?? []).map((done, at) => <Done key={at} done={done} />)}
                {run.values && Object.keys(run.values).length > 0 && (
                  <span className="block text-sm text-ink-2">
                    {Object.entries(run.values)
                      .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
                      .join(", ")}
                  </span>
                )}
              </td>
              <td>
                {run.deal ? (
                  <Link to="/deals/$id" params={{ id: run.deal }} className="underline-offset-4 hover:underline">
                    {t("card.open")}
                  </Link>
                ) : run.model ? (
                  <Link to="/forecast/calibration" className="underline-offset-4 hover:underline">
                    {t("rules.run.model")}
                  </Link>
                ) : run.deals ? (
                  count("board.count", run.deals)
                ) : (
                  "–"
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Deed = NonNullable<Run["did"]>[number];

/** One thing that a run did, and of a webhook what became of it. */
function Done({ done: { already, do: doing, about, field, sent, text } }: { done: Deed }) {
  const { t, count, moment } = useText();
  const { deed } = useRuleWords();
  return (
    <span className="block">
      {deed({ do: doing, field, text, url: text, to: about, value: valueOf(doing, text) })}
      {already && <span className="text-ink-2"> ({t("rules.already")})</span>}
      {sent && (
        <span className={`block text-sm ${sent.state === "given_up" ? "text-lost" : sent.state === "retrying" ? "text-warn" : "text-ink-2"}`}>
          {t(`rules.sent.${sent.state}`)} · {count("rules.sent.calls", sent.calls)} · {moment(sent.at)}
          {sent.why && ` · ${sent.why}`}
        </span>
      )}
      {doing === "call_webhook" && !sent && <span className="block text-sm text-ink-2">{t("rules.sent.waits")}</span>}
    </span>
  );
}

/** A run keeps what it set as JSON. */
function valueOf(doing: Deed["do"], text = ""): unknown {
  if (doing !== "set_field") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
