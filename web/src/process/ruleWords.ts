import { useQuery } from "@tanstack/react-query";
import { routesQuery } from "../leads/routes";
import type { Money } from "../text/format";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import { useFacts } from "./facts";
import type { Action, RuleDraft } from "./rules";

type Said = Pick<Action, "do" | "field" | "step" | "text" | "to" | "route" | "url" | "value">;

/** Says a rule as a sentence: when, if, then. */
export function useRuleWords(): { sentence: (rule: RuleDraft) => string; deed: (action: Said) => string; event: (name: string) => string; nameOf: (user: string | undefined) => string } {
  const { t, lang, full, fullDay } = useText();
  const facts = useFacts();
  const users = useQuery(usersQuery).data ?? [];
  const routes = useQuery(routesQuery).data ?? [];
  const nameOf = (user: string | undefined) => (user ? (users.find(({ id }) => id === user)?.name ?? user) : t("rule.owner"));
  const event = (name: string) => (isKey(`rule.event.${name}`) ? t(`rule.event.${name}` as Key) : name);
  const written = (field: string, value: unknown): string => {
    if (Array.isArray(value)) return new Intl.ListFormat(lang).format(value.map((each) => written(field, each)));
    if (typeof value === "boolean") return t(value ? "fact.yes" : "fact.no");
    if (typeof value === "object" && value) return "amount" in value ? full(value as Money) : "text" in value ? String(value.text) : JSON.stringify(value);
    const text = String(value ?? "…");
    const word = field === "category" ? `category.${text}` : field === "value_kind" ? `kind.${text}` : "";
    if (isKey(word)) return t(word);
    return field === "owner" ? nameOf(text) : field === "close_date" && /^\d{4}-\d\d-\d\d$/.test(text) ? fullDay(text) : text;
  };
  const deed = ({ do: doing, field = "", step = "", text = "", to, route, url = "", value }: Said) => {
    const key = doing === "set_field" && value === null ? "rule.deed.clear_field" : doing === "assign" && route ? "rule.deed.route" : `rule.deed.${doing}`;
    const params = { field: facts.nameOf(field), step, text, url, value: written(field, value), to: nameOf(to), route: routes.find(({ id }) => id === route)?.name ?? "" };
    return isKey(key) ? t(key as Key, params) : doing;
  };
  const sentence = ({ when, if: condition, then }: RuleDraft) => {
    const start = when?.daily ? t("rule.says.daily", { time: when.daily }) : t("rule.says.event", { event: event(when?.event ?? "") });
    const deeds = new Intl.ListFormat(lang).format((then ?? []).map(deed));
    return condition ? t("rule.says.if", { start, condition, deeds }) : t("rule.says", { start, deeds });
  };
  return { sentence, deed, event, nameOf };
}
