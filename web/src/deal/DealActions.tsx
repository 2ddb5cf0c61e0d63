import { ChevronDown, Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { act, question } from "../actions/act";
import { Button, StageMark } from "../parts/controls";
import { barButton, MenuButton } from "../parts/menu";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";

const MergeWith = lazy(() => import("../merging/MergeWith"));

/** What is seldom done with a deal. */
function More({ deal }: { deal: Deal }) {
  const { t } = useText();
  const [merging, setMerging] = useState(false);
  return (
    <>
      <MenuButton className={`${barButton} border border-line-strong bg-surface`} sections={[{ entries: [{ label: t("deal.merge"), run: () => setMerging(true) }] }]}>
        <Ellipsis size={15} aria-hidden />
        <span className="sr-only">{t("deal.more")}</span>
      </MenuButton>
      {merging && (
        <Suspense>
          <MergeWith deal={deal} onClose={() => setMerging(false)} />
        </Suspense>
      )}
    </>
  );
}

export function DealActions({ deal, pipeline }: { deal: Deal; pipeline: Pipeline | undefined }) {
  const { t } = useText();
  if (deal.outcome !== "open") {
    return (
      <div className="flex flex-wrap gap-1">
        <Button tone="line" onClick={() => question.set({ kind: "reopen", deal })}>
          {t("deal.reopen")}
        </Button>
        <More deal={deal} />
      </div>
    );
  }
  return (
    <div className="flex flex-wrap gap-1">
      <MenuButton
        className={`${barButton} border border-line-strong bg-surface`}
        sections={[
          {
            entries: (pipeline?.stages ?? []).map((stage, index) => ({
              label: stage.name,
              mark: <StageMark index={index} />,
              disabled: stage.id === deal.stage,
              run: () => void act(deal, { kind: "move", to: stage.id }),
            })),
          },
        ]}
      >
        {t("card.move")}
        <ChevronDown size={14} aria-hidden />
      </MenuButton>
      <Button tone="lineWon" onClick={() => void act(deal, { kind: "win" })}>
        {t("card.win")}
      </Button>
      <Button tone="lineLost" onClick={() => question.set({ kind: "lose", deal })}>
        {t("card.lose")}
      </Button>
      <More deal={deal} />
    </div>
  );
}
