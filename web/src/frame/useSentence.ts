import { useQuery } from "@tanstack/react-query";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { pipelinesQuery, usersQuery } from "../wire/queries";
import { alternatives, isTime, passed, simple, type Passed, type Simple } from "./expression";

/**
 * Says a sentence of the rule language as a person would, where it is a simple
 * one: a field, a comparison, a value with its name instead of its id. Any other
 * is shown as it was written, so that nothing is hidden behind nicer words.
 */
export function useSentence(): (sentence: string) => string {
  const { t, day, period } = useText();
  const users = useQuery({ ...usersQuery, enabled: false }).data ?? [];
  const pipelines = useQuery({ ...pipelinesQuery, enabled: false }).data ?? [];
  const names = new Map<string, string>([
    ...users.map(({ id, name }) => [id, name] as const),
    // The pipelines know a common stage by its key only: it is called as the first of them calls it.
    ...pipelines.flatMap(({ stages }) => stages.map(({ canonical, name }) => [canonical ?? "", name] as const)).reverse(),
    ...pipelines.flatMap(({ id, name, stages }) => [[id, name] as const, ...stages.map((stage) => [stage.id, stage.name] as const)]),
  ]);
  const valueOf = ({ field, value }: Simple) => {
    const word = field === "behaviours" ? `behaviour.${value}` : `${field}.${value}`;
    return names.get(value) ?? (value === "" ? t("filter.nothing") : isTime(field) ? period(value) : isKey(word) ? t(word as Key) : value);
  };
  const sayPassed = ({ stages, from, last }: Passed) => {
    const days = from || last ? `, ${[from && day(from), last && day(last)].join(" – ").trim()}` : "";
    const called = (stage: string) => {
      const [id = "", fate] = stage.split(":"); // how the stay there ended, where that is asked
      return [names.get(id) ?? id, fate && (isKey(`column.${fate}`) ? t(`column.${fate}` as Key) : fate)].filter(Boolean).join(", ");
    };
    return `${t("dimension.stages_entered")}: ${[...new Set(stages)].map(called).join(" → ")}${days}`;
  };
  return (sentence) => {
    const way = passed(sentence);
    if (way) return sayPassed(way);
    const read = alternatives(sentence).map(simple);
    const first = read[0];
    if (!first || read.some((other) => other?.field !== first.field || other.operator !== first.operator)) return sentence;
    if (read.length > 1 && first.operator !== "==") return sentence;
    const field = isKey(`dimension.${first.field}`) ? t(`dimension.${first.field}` as Key) : first.field;
    const values = [...new Set(read.map((each) => valueOf(each!)))].join(", ");
    if (first.operator === "==") return `${field}: ${values}`;
    const operator = { "!=": "≠", "<=": "≤", ">=": "≥" }[first.operator] ?? first.operator;
    return `${field} ${operator} ${values}`;
  };
}
