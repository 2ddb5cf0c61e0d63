import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Braces } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { allOf, conjuncts, quoted } from "../frame/expression";
import { useRefine } from "../frame/TopBar";
import { Button, Field, fieldClass } from "../parts/controls";
import { BarPopover } from "../parts/menu";
import { useText } from "../text/useText";
import { asProblem, type Problem } from "../wire/problem";
import { client } from "../wire/queries";
import { rowsOf } from "./answer";
import { placeOf } from "./fault";
import { sayGroup } from "./places";
import { exploreQuery } from "./queries";
import { useAsked } from "./useAsked";

/** What a condition can be about without writing a sentence: words to choose from, and numbers to compare with. */
const WORDS = ["outcome", "stage", "owner", "team", "segment", "region", "channel", "source", "category", "lost_reason", "close_quarter", "close_month", "closed_quarter", "created_quarter"] as const;
const NUMBERS = ["value", "days_in_stage", "age_days", "pushes"] as const;

/** Narrows a report by a condition at a time, or by a sentence of the rule language. */
export function Conditions() {
  const { t } = useText();
  const [open, setOpen] = useState(false);
  return (
    <BarPopover wide icon={<Braces size={15} aria-hidden />} label={t("condition.open")} title={t("condition.open")} open={open} onOpenChange={setOpen}>
      <Simple onDone={() => setOpen(false)} />
      <hr className="my-4 border-line" />
      <Written onDone={() => setOpen(false)} />
    </BarPopover>
  );
}

function Simple({ onDone }: { onDone: () => void }) {
  const text = useText();
  const { t } = text;
  const refine = useRefine();
  const { filter } = useSearch({ strict: false });
  const { asked } = useAsked();
  const [field, setField] = useState<string>(WORDS[0]);
  const isWord = (WORDS as readonly string[]).includes(field);
  // The values there are to choose from: the groups of the same deals.
  const groups = useQuery({ ...exploreQuery({ pipeline: asked.pipeline, as_of: asked.as_of }, { measures: ["count"], group_by: [field] }), enabled: isWord }).data;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = String(form.get("value")).trim();
    if (!isWord && !/^-?\d+(\.\d+)?$/.test(value)) return;
    refine({ filter: allOf([...conjuncts(filter ?? ""), `deal.${field} ${String(form.get("operator"))} ${isWord ? quoted(value) : value}`]) });
    onDone();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label={t("condition.field")}>
        {(id) => (
          <select id={id} value={field} onChange={(event) => setField(event.target.value)} className={fieldClass}>
            {[...WORDS, ...NUMBERS].map((name) => (
              <option key={name} value={name}>
                {t(`dimension.${name}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-2">
        <Field label={t("condition.is")}>
          {(id) => (
            <select id={id} name="operator" key={String(isWord)} className={fieldClass}>
              {(isWord ? [["==", t("condition.equals")], ["!=", t("condition.differs")]] : [[">=", "≥"], ["<=", "≤"], [">", ">"], ["<", "<"]]).map(([operator, word]) => (
                <option key={operator} value={operator}>
                  {word}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t("condition.value")}>
          {(id) =>
            isWord ? (
              <select id={id} name="value" className={fieldClass}>
                {rowsOf(groups ?? { columns: [], rows: [] }).map((row) => {
                  const key = (row.get(field) ?? null) as string | null;
                  return (
                    <option key={key ?? ""} value={key ?? ""}>
                      {sayGroup(text, field, key, row.get(`${field}_name`) as string | null)}
                    </option>
                  );
                })}
              </select>
            ) : (
              <input id={id} name="value" type="number" step="any" required className={fieldClass} />
            )
          }
        </Field>
      </div>
      <Button type="submit" tone="primary" className="self-end">
        {t("condition.add")}
      </Button>
    </form>
  );
}

/** The whole filter as it is written. The server reads it before it is taken over, and says where it stops understanding. */
function Written({ onDone }: { onDone: () => void }) {
  const { t } = useText();
  const refine = useRefine();
  const { asked } = useAsked();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [typed, setTyped] = useState(asked.filter ?? "");
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await client.fetchQuery(exploreQuery({ ...asked, filter: typed.trim() || undefined }, { measures: ["count"] }));
      refine({ filter: typed.trim() || undefined });
      onDone();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2">
      <label htmlFor={id} className="text-sm font-medium text-ink-2">
        {t("condition.sentence")}
      </label>
      <textarea
        id={id}
        rows={3}
        spellCheck={false}
        maxLength={2000}
        value={typed}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-fault` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setProblem(null);
        }}
        placeholder='deal.value > 100000 && deal.segment == "enterprise"'
        className={`${fieldClass} h-auto! py-1.5 font-mono text-sm`}
      />
      {problem && <Fault id={`${id}-fault`} problem={problem} sentence={typed} />}
      <Button type="submit" tone="line" className="self-end">
        {t("filter.apply")}
      </Button>
    </form>
  );
}

/** What the server does not understand, with a mark under the place. */
export function Fault({ id, problem, sentence }: { id?: string; problem: Problem; sentence: string }) {
  const { t } = useText();
  const place = placeOf(problem, sentence);
  return (
    <div id={id} role="alert" className="text-sm text-lost">
      {place && (
        <code aria-hidden className="mb-1 block overflow-x-auto rounded-ctl bg-lost-soft px-2 py-1 font-mono whitespace-pre">
          {place.before}
          <mark className="bg-transparent font-semibold text-lost underline decoration-wavy underline-offset-4">{place.at}</mark>
          {place.after}
        </code>
      )}
      {problem.code === "network" ? t("error.offline") : (problem.about("/filter") ?? problem.message)}
    </div>
  );
}
