import "../work/words";
import "./words";
import { useQuery } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { useText } from "../text/useText";
import { pipelinesQuery } from "../wire/queries";
import { playbooksQuery } from "../work/queries";
import { useMayDefine } from "./may";
import { draftOf, savePlaybook } from "./playbooks";
import { SwitchedList } from "./SwitchedList";

/** What salespeople are recommended to do, pipeline by pipeline. */
export function Playbooks() {
  const { t, count } = useText();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  return (
    <SwitchedList
      title={t("playbooks.title")}
      lead={t("playbooks.lead")}
      fresh={t("playbooks.new")}
      none={t("playbooks.none")}
      to="/settings/playbooks/$id"
      query={useQuery(playbooksQuery)}
      may={useMayDefine()}
      isOn={({ off }) => !off}
      says={({ pipeline, steps }) => `${pipelines.find(({ id }) => id === pipeline)?.name ?? pipeline} · ${count("playbooks.steps", steps?.length ?? 0)}`}
      onSwitch={(playbook, on) => savePlaybook(playbook, { ...draftOf(playbook), off: !on }, idempotencyKey())}
    />
  );
}
