import "../work/words";
import "./words";
import { useQuery } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { useText } from "../text/useText";
import { policiesQuery } from "../work/queries";
import { useMayDefine } from "./may";
import { draftOf, savePolicy } from "./policies";
import { usePolicyWords } from "./policyWords";
import { SwitchedList } from "./SwitchedList";

/** What needs whose approval, policy by policy. */
export function Policies() {
  const { t } = useText();
  const { sentence } = usePolicyWords();
  return (
    <SwitchedList
      title={t("policies.title")}
      lead={t("policies.lead")}
      fresh={t("policies.new")}
      none={t("policies.none")}
      to="/settings/policies/$id"
      query={useQuery(policiesQuery)}
      may={useMayDefine()}
      isOn={({ off }) => !off}
      says={sentence}
      onSwitch={(policy, on) => savePolicy(policy, { ...draftOf(policy), off: !on }, idempotencyKey())}
    />
  );
}
