import { useNavigate } from "@tanstack/react-router";
import { CircleDashed } from "lucide-react";
import { Button } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import type { Problem } from "../wire/problem";
import { stageName, titleOf, type Intent } from "./act";

/** The server said no. The card is back in its place; here is why, and the way to what is missing. */
export default function Blocked({ deal, intent, problem, onClose }: { deal: Deal; intent: Intent; problem: Problem; onClose: () => void }) {
  const { t } = useText();
  const navigate = useNavigate();
  const add = () => {
    onClose();
    void navigate({ to: "/deals/$id", params: { id: deal.id } });
  };
  const unmet = problem.details.errors ?? [];
  const title = intent.kind === "move" ? t("blocked.title", { stage: stageName(deal, intent.to) }) : t("blocked.title.plain");
  return (
    <Modal title={title} onClose={onClose}>
      <p className="text-ink-2">
        {t("blocked.body", { deal: titleOf(deal) })} {unmet.length === 0 || problem.details.detail ? problem.message : ""}
      </p>
      {unmet.length > 0 && (
        <ul className="mt-3 divide-y divide-line rounded-card border border-line">
          {unmet.map((error) => (
            <li key={`${error.pointer} ${error.code}`} className="flex min-h-9 items-center gap-3 px-3 py-1">
              <CircleDashed size={15} aria-hidden className="shrink-0 text-warn" />
              <span className="flex-1">{error.detail}</span>
              <Button tone="link" onClick={add}>
                {t("blocked.add")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button tone="primary" autoFocus onClick={onClose}>
          {t("blocked.keep", { stage: deal.stage_name })}
        </Button>
      </div>
    </Modal>
  );
}
