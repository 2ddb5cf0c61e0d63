import { Plus, X } from "lucide-react";
import { useId } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { keyFor, keysOf, replaced } from "./definition";
import { type CriterionDef, type Definition } from "./designs";
import { Expression } from "./Expression";
import { ASKED, useFacts } from "./facts";

const KINDS = ["facts", "evidence", "rule"] as const;
type Kind = (typeof KINDS)[number];
const EVIDENCE = ["document", "mail", "meeting", "link", "other"] as const;

const kindOf = ({ rule, evidence }: CriterionDef): Kind => (rule !== undefined ? "rule" : evidence ? "evidence" : "facts");

type Props = { title: string; stage: string; definition: Definition; list: readonly CriterionDef[]; pointer: string; problem: Problem | null; onChange: (list: CriterionDef[]) => void };

/** What must be true on one side of a stage: facts that are there, evidence, or an expression. */
export function CriteriaEditor({ title, stage, definition, list, pointer, problem, onChange }: Props) {
  const { t } = useText();
  const add = () => onChange([...list, { key: keyFor("criterion", keysOf(definition)), says: { en: "", id: "" }, facts: [] }]);
  return (
    <section aria-label={`${title}: ${stage}`} className="sm:col-span-2">
      <h3 className="text-sm font-medium text-ink-2">{title}</h3>
      <ul className="mt-1 flex flex-col gap-3">
        {list.map((criterion, at) => (
          <One key={at} criterion={criterion} here={`${pointer}/${at}`} problem={problem} onChange={(next) => onChange(replaced(list, at, next))} onRemove={() => onChange(list.filter((_, index) => index !== at))} />
        ))}
      </ul>
      <Button tone="link" className="mt-1 -ml-2.5" onClick={add}>
        <Plus size={14} aria-hidden />
        {t("design.criterion.add")}
      </Button>
    </section>
  );
}

function One({ criterion, here, problem, onChange, onRemove }: { criterion: CriterionDef; here: string; problem: Problem | null; onChange: (next: CriterionDef) => void; onRemove: () => void }) {
  const { t } = useText();
  const kind = kindOf(criterion);
  const name = useId();
  const { key, says } = criterion;
  const become = (next: Kind) => onChange({ key, says, ...(next === "rule" ? { rule: "" } : next === "evidence" ? { evidence: "document" } : { facts: [] }) });
  const said = criterion.says ?? {};
  return (
    <li className="rounded-card border border-line p-3">
      <div className="flex items-start gap-2">
        <div className="grid flex-1 gap-2 sm:grid-cols-2">
          {(["en", "id"] as const).map((lang) => (
            <Field key={lang} label={t(`design.says.${lang}`)} error={lang === "en" ? problem?.about(`${here}/says`) : undefined}>
              {(id) => <input id={id} lang={lang} value={said[lang] ?? ""} maxLength={500} onChange={(event) => onChange({ ...criterion, says: { ...said, [lang]: event.target.value } })} className={fieldClass} />}
            </Field>
          ))}
        </div>
        <button type="button" aria-label={t("design.criterion.remove", { says: said.en || key })} onClick={onRemove} className="grid size-7 shrink-0 place-items-center rounded-ctl text-ink-2 hover:bg-hover hover:text-ink pointer-coarse:size-11">
          <X size={15} aria-hidden />
        </button>
      </div>
      <div className="mt-2 flex flex-wrap gap-x-4" role="radiogroup" aria-label={t("design.asks")}>
        {KINDS.map((each) => (
          <label key={each} className="flex min-h-7 items-center gap-1.5 pointer-coarse:min-h-11">
            <input type="radio" name={name} checked={kind === each} onChange={() => become(each)} />
            {t(`design.asks.${each}`)}
          </label>
        ))}
      </div>
      <div className="mt-1">
        {kind === "facts" && <Facts chosen={criterion.facts ?? []} onChange={(facts) => onChange({ ...criterion, facts })} />}
        {kind === "evidence" && (
          <select aria-label={t("design.asks.evidence")} value={criterion.evidence} onChange={(event) => onChange({ ...criterion, evidence: event.target.value })} className={`${fieldClass} max-w-60`}>
            {EVIDENCE.map((each) => (
              <option key={each} value={each}>
                {t(`evidence.kind.${each}`)}
              </option>
            ))}
          </select>
        )}
        {kind === "rule" && <Expression label={t("design.asks.rule")} text={criterion.rule ?? ""} fault={problem?.about(`${here}/rule`)} onChange={(rule) => onChange({ ...criterion, rule })} />}
        {problem?.details.errors?.some(({ pointer }) => pointer === here) && (
          <p role="alert" className="text-sm text-lost">
            {problem.about(here)}
          </p>
        )}
      </div>
    </li>
  );
}

function Facts({ chosen, onChange }: { chosen: readonly string[]; onChange: (facts: string[]) => void }) {
  const { t } = useText();
  const { named } = useFacts();
  return (
    <div className="flex flex-wrap gap-x-4" role="group" aria-label={t("design.asks.facts")}>
      {named(ASKED).map(({ fact, label }) => (
        <label key={fact} className="flex min-h-7 items-center gap-1.5 pointer-coarse:min-h-11">
          <input type="checkbox" checked={chosen.includes(fact)} onChange={(event) => onChange(event.target.checked ? [...chosen, fact] : chosen.filter((each) => each !== fact))} />
          {label}
        </label>
      ))}
    </div>
  );
}
