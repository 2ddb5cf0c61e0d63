import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { titleOf } from "../actions/act";
import { takesKeys } from "../frame/keys";
import { useText } from "../text/useText";
import { dealQuery, pipelinesQuery } from "../wire/queries";
import { DealActions } from "./DealActions";
import { Rail } from "./Rail";
import { StagePath } from "./StagePath";
import { Timeline } from "./Timeline";

/** A deal beside the board, which keeps its place. Esc gives the focus back to the card. */
export default function Peek({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useText();
  const { as_of } = useSearch({ from: "/inside" });
  const { data: deal, error } = useQuery(dealQuery(id, as_of));
  const pipeline = useQuery(pipelinesQuery).data?.find((candidate) => candidate.id === deal?.pipeline);
  const panel = useRef<HTMLElement>(null);

  const close = () => {
    const card = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
    onClose();
    card?.focus({ preventScroll: true });
  };
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (panel.current?.contains(event.target as Node) || !takesKeys(event.target)) latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <aside ref={panel} aria-label={deal ? titleOf(deal) : t("card.peek")} className="rise absolute inset-y-0 right-0 z-10 flex w-95 max-w-full flex-col gap-5 overflow-y-auto border-l border-line bg-surface p-5 shadow-pop">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-semibold">{deal ? titleOf(deal) : t("board.loading")}</h2>
          {deal?.account_name && <p className="truncate text-ink-2">{deal.name}</p>}
        </div>
        <button type="button" aria-label={t("dialog.close")} onClick={close} className="grid size-7 place-items-center rounded-ctl text-ink-2 hover:bg-hover">
          <X size={16} aria-hidden />
        </button>
      </div>
      {error && (
        <p role="alert" className="text-lost">
          {error.message}
        </p>
      )}
      {deal && (
        <>
          <StagePath deal={deal} pipeline={pipeline} readOnly={Boolean(as_of) || deal.outcome !== "open"} />
          {!as_of && <DealActions deal={deal} pipeline={pipeline} />}
          <Rail deal={deal} readOnly={Boolean(as_of)} />
          <Timeline deal={deal} asOf={as_of} most={5} />
          <Link to="/deals/$id" params={{ id }} search={{ as_of }} className="self-start font-medium text-accent-ink underline-offset-4 hover:underline">
            {t("deal.fullpage")}
          </Link>
        </>
      )}
    </aside>
  );
}
