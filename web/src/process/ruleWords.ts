import { useQuery } from "@tanstack/react-query";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import type { Action, RuleDraft } from "./rules";

/** Says a rule as a sentence: when, if, then. */
export function useRuleWords(): { sentence: (rule: RuleDraft) => string; deed: (action: Pick<Action, "do" | "field" | "step" | "text" | "to" | "value">) => string; event: (name: string) => string; nameOf: (user: string | undefined) => string } {
  const { t, lang } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const nameOf = (user: string | undefined) => (user ? (users.find(({ id }) => id === user)?.name ?? user) : t("rule.owner"));
  const event = (name: string) => (isKey(`rule.event.${name}`) ? t(`rule.event.${name}` as Key) : name);
  const deed = ({ do: doing, field = "", step = "", text = "", to, value }: Pick<Action, "do" | "field" | "step" | "text" | "to" | "value">) => {
    const written = typeof value === "string" ? value : JSON.stringify(value ?? text);
    const key = `rule.deed.${doing}`;
    return isKey(key) ? t(key as Key, { field, step, text, value: written, to: nameOf(to) }) : doing;
  };
  const sentence = ({ when, if: condition, then }: RuleDraft) => {
    const start = when?.daily ? t("rule.says.daily", { time: when.daily }) : t("rule.says.event", { event: event(when?.event ?? "") });
    const deeds = new Intl.ListFormat(lang).format((then ?? []).map(deed));
    return condition ? t("rule.says.if", { start, condition, deeds }) : t("rule.says", { start, deeds });
  };
  return { sentence, deed, event, nameOf };
}
