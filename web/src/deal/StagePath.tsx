import { act } from "../actions/act";
import { useText } from "../text/useText";
import type { Deal, Pipeline } from "../wire/client";

/** How far the deal has come. Each stage is also the button that moves it there. */
export function StagePath({ deal, pipeline, readOnly }: { deal: Deal; pipeline: Pipeline | undefined; readOnly: boolean }) {
  const { t } = useText();
  const stages = pipeline?.stages ?? [];
  const here = stages.findIndex(({ id }) => id === deal.stage);
  const now = stages[here];
  return (
    <div className="@container">
      <ol aria-label={t("deal.path")} className="flex gap-1">
        {stages.map((stage, index) => {
          const current = index === here;
          const step = current && deal.sub_stage ? stage.steps.get(deal.sub_stage) : undefined;
          const bar = <span aria-hidden className={`block h-1.5 rounded-full ${index <= here ? `stage-${Math.min(index + 1, 6)}` : "bg-line"}`} />;
          const name = <span className={`block truncate text-sm @max-lg:sr-only ${current ? "font-semibold text-ink" : "text-ink-2"}`}>{step ? `${stage.name} · ${step}` : stage.name}</span>;
          return (
            <li key={stage.id} className="min-w-0 flex-1" aria-current={current ? "step" : undefined}>
              {readOnly || current ? (
                <div className="flex min-h-6 flex-col justify-center gap-1.5 py-1" title={current ? t("deal.current", { stage: stage.name }) : undefined}>
                  {bar}
                  {name}
                </div>
              ) : (
                <button
                  type="button"
                  aria-label={t("deal.moveto", { stage: stage.name })}
                  onClick={() => void act(deal, { kind: "move", to: stage.id })}
                  className="flex min-h-6 w-full flex-col justify-center gap-1.5 rounded-ctl py-1 text-left hover:bg-hover pointer-coarse:min-h-11"
                >
                  {bar}
                  {name}
                </button>
              )}
            </li>
          );
        })}
      </ol>
      {/* Six names do not fit a phone or a panel: there it is the current one, and how far that is. */}
      {now && (
        <p aria-hidden className="num flex justify-between text-sm @lg:hidden">
          <span className="font-semibold">{now.name}</span>
          <span className="text-ink-2">
            {here + 1}/{stages.length}
          </span>
        </p>
      )}
    </div>
  );
}
