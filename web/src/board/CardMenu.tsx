import { act, question } from "../actions/act";
import { StageMark } from "../parts/controls";
import { MenuAt, type MenuSection } from "../parts/menu";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";

export type MenuFor = { deal: Deal; anchor: HTMLElement };

/** One menu for all cards. Everything a drag can do is here too (WCAG 2.5.7). */
export function CardMenu({
  open,
  pipeline,
  readOnly,
  onOpen,
  onPeek,
  onClose,
}: {
  open: MenuFor;
  pipeline: Pipeline;
  readOnly: boolean;
  onOpen: (deal: Deal) => void;
  onPeek: (deal: Deal) => void;
  onClose: () => void;
}) {
  const { t } = useText();
  const { deal, anchor } = open;
  const sections: MenuSection[] = [
    {
      entries: [
        { label: t("card.open"), run: () => onOpen(deal) },
        { label: t("card.peek"), run: () => onPeek(deal) },
      ],
    },
  ];
  if (!readOnly) {
    sections.push(
      {
        heading: t("card.move"),
        entries: pipeline.stages.map((stage, index) => ({
          label: stage.name,
          mark: <StageMark index={index} />,
          disabled: stage.id === deal.stage,
          run: () => void act(deal, { kind: "move", to: stage.id }),
        })),
      },
      {
        entries: [
          { label: t("card.win"), run: () => void act(deal, { kind: "win" }) },
          { label: t("card.lose"), run: () => question.set({ kind: "lose", deal }) },
        ],
      },
    );
  }
  return <MenuAt anchor={anchor} align="end" sections={sections} onClose={onClose} />;
}
