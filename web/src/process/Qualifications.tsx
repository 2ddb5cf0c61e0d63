import "./words";
import { useQuery } from "@tanstack/react-query";
import { idempotencyKey } from "../parts/idempotency";
import { useText } from "../text/useText";
import { pipelinesQuery } from "../wire/queries";
import { useMayDefine } from "./may";
import { qualificationsQuery, saveQualification } from "./qualifications";
import { SwitchedList } from "./SwitchedList";

/** What leads are asked before they become deals: in every pipeline, and in each more. */
export function Qualifications() {
  const { t, count } = useText();
  const query = useQuery(qualificationsQuery);
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const named = query.data?.map((one) => ({ ...one, name: one.pipeline ? (pipelines.find(({ id }) => id === one.pipeline)?.name ?? one.pipeline) : t("qualifications.every") }));
  return (
    <SwitchedList
      title={t("qualifications.title")}
      lead={t("qualifications.lead")}
      fresh={t("qualifications.new")}
      none={t("qualifications.none")}
      to="/settings/qualifications/$id"
      query={{ ...query, data: named }}
      may={useMayDefine()}
      isOn={({ off }) => !off}
      says={({ criteria }) => count("qualifications.asks", criteria?.length ?? 0)}
      onSwitch={(one, on) => saveQualification(one, { criteria: one.criteria, off: !on }, idempotencyKey())}
    />
  );
}
