import "./words";
import "../reports/words";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Objection } from "../parts/form";
import { idempotencyKey } from "../parts/idempotency";
import { Page, Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { Answered } from "../reports/ReportPage";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { within } from "../wire/problem";
import { Actions } from "./Actions";
import { Expression } from "./Expression";
import { useRuleWords } from "./ruleWords";
import { Runs, TrialResult } from "./RuleRuns";
import { TrySpan } from "./TrySpan";
import { useMayDefine } from "./may";
import { draftOf, dropRule, EVENTS, rulesQuery, saveRule, tryOnHistory, WITHOUT_DEAL, type Rule, type RuleDraft, type Trial } from "./rules";

const FRESH: RuleDraft = { name: "", when: { event: "deal.moved" }, then: [{ do: "notify", text: "" }] };

/** One rule: when, if, then; tried on history before it is switched on; and what it has done since. */
export function RuleEditor() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/rules/$id" });
  const query = useQuery(rulesQuery);
  const kept = query.data?.find((rule) => rule.id === id);
  if (id === "new") return <Editor key="new" kept={undefined} />;
  if (kept) return <Editor key={`${id} ${kept.version}`} kept={kept} />;
  return (
    <Page title={t("rules.title")} bar={null}>
      <Answered query={{ ...query, isPlaceholderData: false }}>{() => <p className="text-ink-2">{t("rules.gone")}</p>}</Answered>
    </Page>
  );
}

const ofModel = (event: string | undefined) => Boolean(event?.startsWith("model."));

/** A rule that is about no deal lets go of what needs one. */
function waitingFor(value: string, { if: condition, then }: RuleDraft): Partial<RuleDraft> {
  if (!ofModel(value)) return { when: value === "daily" ? { daily: "08:00" } : { event: value }, if: condition };
  const kept = (then ?? []).filter((action) => WITHOUT_DEAL.includes(action.do));
  return { when: { event: value }, if: undefined, then: kept.length > 0 ? kept : [{ do: "call_webhook", url: "" }] };
}

function Editor({ kept }: { kept: Rule | undefined }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMayDefine();
  const { sentence, event } = useRuleWords();
  const { busy, problem: said, send, setProblem } = useSending();
  const [draft, setDraft] = useState<RuleDraft>(kept ? draftOf(kept) : FRESH);
  const [trial, setTrial] = useState<Trial | null>(null);
  const problem = said && within(said, "rule"); // a trial points into what it was sent
  const set = (change: Partial<RuleDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    setTrial(null);
    setProblem(null);
  };
  const save = async (on: boolean) => {
    let after: Rule | undefined;
    const done = await send(async (key) => {
      after = await saveRule(kept, { ...draft, on }, key);
    });
    if (!done || !after) return;
    showToast({ text: t(on ? "rules.saved.on" : "rules.saved", { name: after.name }) });
    if (!kept) await navigate({ to: "/settings/rules/$id", params: { id: after.id }, replace: true });
  };
  const remove = async (rule: Rule) => {
    if (!(await send(() => dropRule(rule)))) return;
    await navigate({ to: "/settings/rules" });
    showToast({ text: t("rules.deleted", { name: rule.name }), action: { label: t("toast.undo"), run: () => void saveRule(undefined, draftOf(rule), idempotencyKey()).catch(() => undefined) } });
  };
  const { when } = draft;
  return (
    <Page
      bar={null}
      title={draft.name || t("rules.new")}
      lead={
        <Link to="/settings/rules" className="text-accent-ink underline underline-offset-4">
          {t("rules.title")}
        </Link>
      }
      actions={
        may && (
          <>
            {kept && (
              <Button disabled={busy} onClick={() => void remove(kept)}>
                {t("rules.delete")}
              </Button>
            )}
            <Button tone="line" disabled={busy} onClick={() => void save(false)}>
              {t("rules.save.off")}
            </Button>
            <Button tone="primary" disabled={busy} onClick={() => void save(true)}>
              {t("rules.save.on")}
            </Button>
          </>
        )
      }
    >
      <p className="mt-4 border-l-2 border-accent pl-3 wrap-break-word">{sentence(draft)}</p>
      <fieldset disabled={!may} className="mt-5 flex max-w-200 flex-col gap-4">
        <Field label={t("design.name")} error={problem?.about("/name")}>
          {(id, described) => <input id={id} value={draft.name} maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ name: event.target.value })} className={fieldClass} />}
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("rules.when")} error={problem?.about("/when/event")}>
            {(id) => (
              <select id={id} value={when?.daily ? "daily" : (when?.event ?? "")} onChange={({ target: { value } }) => set(waitingFor(value, draft))} className={fieldClass}>
                {[...new Set([...EVENTS, ...(when?.event ? [when.event] : [])])].map((name) => (
                  <option key={name} value={name}>
                    {event(name)}
                  </option>
                ))}
                <option value="daily">{t("rules.daily")}</option>
              </select>
            )}
          </Field>
          {when?.daily !== undefined && (
            <Field label={t("rules.at")} error={problem?.about("/when/daily")}>
              {(id) => <input id={id} type="time" value={when.daily} onChange={(event) => set({ when: { daily: event.target.value } })} className={fieldClass} />}
            </Field>
          )}
        </div>
        {ofModel(when?.event) ? (
          <p className="text-ink-2">{t("rules.nodeal")}</p>
        ) : (
          <div>
            <p className="mb-1 text-sm font-medium text-ink-2">{t("rules.if")}</p>
            <Expression label={t("rules.if")} text={draft.if ?? ""} fault={problem?.about("/if")} onChange={(text) => set({ if: text || undefined })} />
          </div>
        )}
        <Actions actions={draft.then ?? []} ofModel={ofModel(when?.event)} problem={problem} onChange={(then) => set({ then })} />
        <Objection problem={problem} shown={["/name", "/when", "/if", "/then/"]} />
      </fieldset>
      {may && (
        <Part
          title={t("rules.try")}
          actions={<TrySpan busy={busy} onTry={(quarters) => void send(async () => setTrial(await tryOnHistory({ rule: draft, quarters })))} />}
        >
          {trial ? <TrialResult trial={trial} /> : <p className="text-ink-2">{t("rules.try.lead")}</p>}
        </Part>
      )}
      {kept && <Runs id={kept.id} />}
    </Page>
  );
}

/** A word of the engine's in the language of the page. */
export function useOutcome(): (family: "outcome" | "deed", word: string) => string {
  const { t } = useText();
  return (family, word) => (isKey(`rules.${family}.${word}`) ? t(`rules.${family}.${word}` as Key) : word);
}
