import { ChevronDown } from "lucide-react";
import { ChoiceMenu } from "../parts/menu";
import type { Key } from "../text/say";
import { useText } from "../text/useText";

/** By what a report is taken apart. */
export const GROUPS = ["owner", "team", "segment", "region", "channel", "source", "pipeline", "created_quarter"] as const;
export type GroupedBy = (typeof GROUPS)[number];

export function ByMenu({ value, onChoose }: { value: GroupedBy; onChoose: (value: GroupedBy) => void }) {
  const { t } = useText();
  const name = (dimension: GroupedBy) => t(`dimension.${dimension}` as Key);
  return (
    <ChoiceMenu
      label={t("explore.by", { dimension: name(value) })}
      icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
      value={value}
      choices={GROUPS.map((dimension) => ({ value: dimension, label: name(dimension) }))}
      onChoose={onChoose}
    />
  );
}
