import { ChevronDown } from "lucide-react";
import { act, question } from "../actions/act";
import { Button, StageMark } from "../parts/controls";
import { barButton, MenuItem, MenuPanel, MenuRoot, MenuTrigger } from "../parts/menu";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";

export function DealActions({ deal, pipeline }: { deal: Deal; pipeline: Pipeline | undefined }) {
  const { t } = useText();
  if (deal.outcome !== "open") {
    return (
      <Button tone="line" onClick={() => question.set({ kind: "reopen", deal })}>
        {t("deal.reopen")}
      </Button>
    );
  }
  return (
    <div className="flex flex-wrap gap-1">
      <MenuRoot>
        <MenuTrigger className={`${barButton} border border-line-strong`}>
          {t("card.move")}
          <ChevronDown size={14} aria-hidden />
        </MenuTrigger>
        <MenuPanel>
          {pipeline?.stages.map((stage, index) => (
            <MenuItem key={stage.id} disabled={stage.id === deal.stage} onClick={() => void act(deal, { kind: "move", to: stage.id })}>
              <StageMark index={index} />
              {stage.name}
            </MenuItem>
          ))}
        </MenuPanel>
      </MenuRoot>
      <Button tone="lineWon" onClick={() => void act(deal, { kind: "win" })}>
        {t("card.win")}
      </Button>
      <Button tone="lineLost" onClick={() => question.set({ kind: "lose", deal })}>
        {t("card.lose")}
      </Button>
    </div>
  );
}
