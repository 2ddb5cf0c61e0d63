import { useQuery } from "@tanstack/react-query";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { pipelinesQuery, usersQuery } from "../wire/queries";
import { isTime, simple } from "./expression";

/**
 * Says a sentence of the rule language as a person would, where it is a simple
 * one: a field, a comparison, a value with its name instead of its id. Any other
 * is shown as it was written, so that nothing is hidden behind nicer words.
 */
export function useSentence(): (sentence: string) => string {
  const { t, period } = useText();
  const users = useQuery({ ...usersQuery, enabled: false }).data ?? [];
  const pipelines = useQuery({ ...pipelinesQuery, enabled: false }).data ?? [];
  const names = new Map<string, string>([
    ...users.map(({ id, name }) => [id, name] as const),
    ...pipelines.flatMap(({ id, name, stages }) => [[id, name] as const, ...stages.map((stage) => [stage.id, stage.name] as const)]),
  ]);
  return (sentence) => {
    const read = simple(sentence);
    if (!read) return sentence;
    const field = isKey(`dimension.${read.field}`) ? t(`dimension.${read.field}` as Key) : read.field;
    const word = `${read.field}.${read.value}`;
    const value = names.get(read.value) ?? (read.value === "" ? t("filter.nothing") : isTime(read.field) ? period(read.value) : isKey(word) ? t(word as Key) : read.value);
    if (read.operator === "==") return `${field}: ${value}`;
    const operator = { "!=": "≠", "<=": "≤", ">=": "≥" }[read.operator] ?? read.operator;
    return `${field} ${operator} ${value}`;
  };
}
