import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { Button, Field, fieldClass } from "../parts/controls";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { usersQuery } from "../wire/queries";
import { Choice } from "./Choice";
import { replaced } from "./definition";
import { SETTABLE, useFacts } from "./facts";
import { FactValue } from "./FactValue";
import { routesQuery } from "../leads/routes";
import { playbooksQuery, policiesQuery } from "../work/queries";
import { DOINGS, WITHOUT_DEAL, type Action } from "./rules";

const HAS_PERSON: readonly Action["do"][] = ["assign", "create_task", "notify", "start_step"];

/** What the rule does, in this order, all of it or nothing. */
export function Actions({ actions, ofModel, problem, onChange }: { actions: readonly Action[]; ofModel: boolean; problem: Problem | null; onChange: (actions: Action[]) => void }) {
  const { t } = useText();
  return (
    <section aria-label={t("rules.then")}>
      <h2 className="text-sm font-medium text-ink-2">{t("rules.then")}</h2>
      <ol className="mt-1 flex flex-col gap-2">
        {actions.map((action, at) => (
          <li key={at} className="flex items-start gap-2 rounded-card border border-line p-3">
            <One action={action} doings={ofModel ? WITHOUT_DEAL : DOINGS} here={`/then/${at}`} problem={problem} onChange={(next) => onChange(replaced(actions, at, next))} />
            {actions.length > 1 && (
              <button type="button" aria-label={t("rules.then.remove", { n: at + 1 })} onClick={() => onChange(actions.filter((_, index) => index !== at))} className="grid size-7 shrink-0 place-items-center rounded-ctl text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-11">
                <X size={15} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ol>
      <Button tone="link" className="mt-1 -ml-2.5" onClick={() => onChange([...actions, { do: "notify", text: "" }])}>
        <Plus size={14} aria-hidden />
        {t("rules.then.add")}
      </Button>
    </section>
  );
}

function One({ action, doings, here, problem, onChange }: { action: Action; doings: readonly Action["do"][]; here: string; problem: Problem | null; onChange: (action: Action) => void }) {
  const { t } = useText();
  const set = (change: Partial<Action>) => onChange({ ...action, ...change });
  const known: readonly string[] = doings;
  const word = (doing: string) => (isKey(`rules.deed.${doing}`) ? t(`rules.deed.${doing}` as Key) : doing);
  const speaks = action.do === "create_task" || action.do === "notify" || action.do === "require_approval";
  return (
    <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-2">
      <Field label={t("rules.do")} error={problem?.about(`${here}/do`)}>
        {(id) => (
          <select id={id} value={action.do} onChange={(event) => onChange({ do: event.target.value as Action["do"] })} className={fieldClass}>
            {[...known, ...(known.includes(action.do) ? [] : [action.do])].map((doing) => (
              <option key={doing} value={doing}>
                {word(doing)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {HAS_PERSON.includes(action.do) && <Person action={action} wrong={problem?.about(`${here}/to`) ?? problem?.about(`${here}/route`)} set={set} />}
      {action.do === "set_field" && <FieldAndValue action={action} here={here} problem={problem} set={set} />}
      {action.do === "create_task" && (
        <Field label={t("rules.days")} error={problem?.about(`${here}/days`)}>
          {(id) => <input id={id} type="number" min={0} max={365} value={action.days ?? 0} onChange={(event) => set({ days: Number(event.target.value) })} className={`${fieldClass} num`} />}
        </Field>
      )}
      {speaks && (
        <div className="sm:col-span-2">
          <Field label={t("rules.text")} error={problem?.about(`${here}/text`)}>
            {(id, described) => <input id={id} value={action.text ?? ""} maxLength={500} aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ text: event.target.value })} className={fieldClass} />}
          </Field>
        </div>
      )}
      {action.do === "require_approval" && <PolicyOf action={action} wrong={problem?.about(`${here}/policy`)} set={set} />}
      {action.do === "start_step" && <StepOf action={action} here={here} problem={problem} set={set} />}
      {action.do === "call_webhook" && (
        <Field label={t("rules.url")} error={problem?.about(`${here}/url`)}>
          {(id, described) => <input id={id} type="url" value={action.url ?? ""} maxLength={2000} placeholder="https://" aria-describedby={described} aria-invalid={Boolean(described)} onChange={(event) => set({ url: event.target.value })} className={fieldClass} />}
        </Field>
      )}
    </div>
  );
}

/** Somebody, or for a deal to be given to: whose turn it is on a route. */
function Person({ action, wrong, set }: { action: Action; wrong: string | undefined; set: (change: Partial<Action>) => void }) {
  const { t } = useText();
  const users = (useQuery(usersQuery).data ?? []).filter(({ inactive, id }) => !inactive || id === action.to);
  const assigns = action.do === "assign";
  const routes = (useQuery({ ...routesQuery, enabled: assigns }).data ?? []).filter(({ of, off, id }) => of === "deals" && (!off || id === action.route));
  return (
    <Field label={t("rules.to")} error={wrong}>
      {(id, described) => (
        <select
          id={id}
          value={action.route ?? action.to ?? ""}
          aria-describedby={described}
          aria-invalid={Boolean(described)}
          onChange={({ target: { value } }) => set(routes.some((route) => route.id === value) ? { route: value, to: undefined } : { to: value || undefined, route: undefined })}
          className={fieldClass}
        >
          <option value="">{t(assigns ? "rules.choose" : "rule.owner")}</option>
          {routes.length > 0 && (
            <optgroup label={t("rules.routes")}>
              {routes.map((route) => (
                <option key={route.id} value={route.id}>
                  {route.name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={t("nav.people")}>
            {users.map((user) => (
              <option key={user.id} value={user.id}>
                {user.name}
              </option>
            ))}
          </optgroup>
        </select>
      )}
    </Field>
  );
}

function FieldAndValue({ action, here, problem, set }: { action: Action; here: string; problem: Problem | null; set: (change: Partial<Action>) => void }) {
  const { t } = useText();
  const { named } = useFacts();
  return (
    <>
      <Choice label={t("rules.field")} value={action.field} wrong={problem?.about(`${here}/field`)} choices={named(SETTABLE).map(({ fact, label }) => ({ value: fact, label }))} onChoose={(field) => set({ field, value: undefined })} />
      {action.field && <FactValue key={action.field} fact={action.field} value={action.value} wrong={problem?.about(`${here}/value`)} onChange={(value) => set({ value })} />}
    </>
  );
}

function PolicyOf({ action, wrong, set }: { action: Action; wrong: string | undefined; set: (change: Partial<Action>) => void }) {
  const { t } = useText();
  const policies = useQuery(policiesQuery).data ?? [];
  return <Choice label={t("rules.policy")} value={action.policy} wrong={wrong} choices={policies.map(({ key, name }) => ({ value: key, label: name }))} onChoose={(policy) => set({ policy })} />;
}

function StepOf({ action, here, problem, set }: { action: Action; here: string; problem: Problem | null; set: (change: Partial<Action>) => void }) {
  const { t, lang } = useText();
  const playbooks = useQuery(playbooksQuery).data ?? [];
  const steps = playbooks.find(({ id }) => id === action.playbook)?.steps ?? [];
  return (
    <>
      <Choice label={t("rules.playbook")} value={action.playbook} wrong={problem?.about(`${here}/playbook`)} choices={playbooks.map(({ id, name }) => ({ value: id, label: name }))} onChoose={(playbook) => set({ playbook, step: undefined })} />
      <Choice label={t("rules.step")} value={action.step} wrong={problem?.about(`${here}/step`)} choices={steps.map(({ key, says }) => ({ value: key, label: says[lang] ?? says["en"] ?? key }))} onChoose={(step) => set({ step })} />
    </>
  );
}
