import { useQuery } from "@tanstack/react-query";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import { fieldsQuery, type CustomField } from "./fields";

/** What of a deal a criterion can ask for. */
export const ASKED = ["owner", "account", "value", "line_items", "close_date", "next_step", "segment", "region", "channel", "source", "contacts", "competitors"] as const;
/** What of a deal a rule can set. */
export const SETTABLE = ["name", "owner", "account", "value", "value_kind", "line_items", "close_date", "category", "next_step", "segment", "region", "channel", "source", "contacts", "competitors"] as const;
/** What of a deal an approval can be bound to. */
export const WATCHABLE = ["name", "owner", "account", "value", "value_kind", "line_items", "close_date", "category", "segment", "region", "channel", "source"] as const;

/** Facts by name, those of a list and the workspace's own fields behind them, as people call them. */
export function useFacts(): { named: (list: readonly string[]) => { fact: string; label: string }[]; nameOf: (fact: string) => string; fieldOf: (fact: string) => CustomField | undefined } {
  const { t } = useText();
  const custom = useQuery(fieldsQuery).data ?? [];
  const fieldOf = (fact: string) => custom.find(({ key }) => `custom.${key}` === fact);
  const nameOf = (fact: string) => fieldOf(fact)?.label ?? (isKey(`fact.${fact}`) ? t(`fact.${fact}` as Key) : fact);
  const named = (list: readonly string[]) => [...list, ...custom.map(({ key }) => `custom.${key}`)].map((fact) => ({ fact, label: nameOf(fact) }));
  return { named, nameOf, fieldOf };
}
