import "./words";
import { useQuery } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { useText } from "../text/useText";
import { useMayDefine } from "./may";
import { useRuleWords } from "./ruleWords";
import { draftOf, rulesQuery, saveRule } from "./rules";
import { SwitchedList } from "./SwitchedList";
import { WebhookSecret } from "./WebhookSecret";

/** Every rule as a sentence. */
export function Rules() {
  const { t } = useText();
  const { sentence } = useRuleWords();
  return (
    <SwitchedList
      title={t("rules.title")}
      lead={t("rules.lead")}
      fresh={t("rules.new")}
      none={t("rules.none")}
      to="/settings/rules/$id"
      query={useQuery(rulesQuery)}
      may={useMayDefine()}
      isOn={({ on }) => Boolean(on)}
      says={sentence}
      onSwitch={(rule, on) => saveRule(rule, { ...draftOf(rule), on }, idempotencyKey())}
      besides={<WebhookSecret />}
    />
  );
}
