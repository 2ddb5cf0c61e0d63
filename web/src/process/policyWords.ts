import { useQuery } from "@tanstack/react-query";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import type { Approver, PolicyDraft } from "./policies";

/** Says of a policy which deals need it, and who answers in which order. */
export function usePolicyWords(): { sentence: (policy: Pick<PolicyDraft, "when" | "steps">) => string } {
  const { t, lang } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const whoOf = ({ manager, role, user }: Approver) =>
    manager ? t("policies.manager") : role ? t("approvals.anyrole", { role: t(`userrole.${role}` as "userrole.rep") }) : (users.find(({ id }) => id === user)?.name ?? user ?? "…");
  const sentence = ({ when, steps }: Pick<PolicyDraft, "when" | "steps">) => {
    const asked = (steps ?? []).map(({ any, approvers }) => new Intl.ListFormat(lang, { type: any ? "disjunction" : "conjunction" }).format((approvers ?? []).map(whoOf))).join(" → ");
    return when ? t("policies.says.if", { condition: when, asked }) : t("policies.says", { asked });
  };
  return { sentence };
}
