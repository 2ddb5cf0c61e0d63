import "./words";
import { Pencil } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";

const CategoryDialog = lazy(() => import("./Opinion").then((all) => ({ default: all.CategoryDialog })));

/** How a deal counts in a forecast; where a person says otherwise than the stage, who and why. */
export function Counted({ deal, readOnly }: { deal: Deal; readOnly: boolean }) {
  const { t } = useText();
  const [moving, setMoving] = useState(false);
  const moved = deal.category_move;
  const words = t(`category.${deal.category}` as "category.commit");
  return (
    <span className="min-w-0">
      {readOnly ? (
        words
      ) : (
        <button type="button" onClick={() => setMoving(true)} className="-mx-1 inline-flex min-h-6 items-center gap-1.5 rounded-ctl px-1 hover:bg-hover pointer-coarse:min-h-11">
          {words}
          <Pencil size={12} aria-hidden className="text-ink-3" />
          <span className="sr-only">{t("category.change")}</span>
        </button>
      )}
      {moved && (
        <span className="block text-sm text-ink-2">
          {t("category.moved", { usual: t(`category.${moved.stage_category}` as "category.commit") })}
          {moved.by_name && ` ${t("category.by", { name: moved.by_name })}`}
          {moved.reason && ` “${moved.reason}”`}
        </span>
      )}
      <Suspense>{moving && <CategoryDialog deal={deal} onClose={() => setMoving(false)} />}</Suspense>
    </span>
  );
}
