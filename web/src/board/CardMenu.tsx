import { MenuGroup, MenuHeading, MenuItem, MenuPanel, MenuRoot, MenuSeparator } from "../parts/menu";
import { StageMark } from "../parts/controls";
import { act, question } from "../actions/act";
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
  return (
    <MenuRoot open onOpenChange={(next) => !next && onClose()}>
      <MenuPanel anchor={anchor} align="end" finalFocus={() => anchor}>
        <MenuItem onClick={() => onOpen(deal)}>{t("card.open")}</MenuItem>
        <MenuItem onClick={() => onPeek(deal)}>{t("card.peek")}</MenuItem>
        {!readOnly && (
          <>
            <MenuSeparator />
            <MenuGroup>
              <MenuHeading>{t("card.move")}</MenuHeading>
              {pipeline.stages.map((stage, index) => (
                <MenuItem key={stage.id} disabled={stage.id === deal.stage} onClick={() => void act(deal, { kind: "move", to: stage.id })}>
                  <StageMark index={index} />
                  {stage.name}
                </MenuItem>
              ))}
            </MenuGroup>
            <MenuSeparator />
            <MenuItem onClick={() => void act(deal, { kind: "win" })}>{t("card.win")}</MenuItem>
            <MenuItem onClick={() => question.set({ kind: "lose", deal })}>{t("card.lose")}</MenuItem>
          </>
        )}
      </MenuPanel>
    </MenuRoot>
  );
}
