import { useQuery } from "@tanstack/react-query";
import { Button } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import type { Problem } from "../wire/problem";
import { usersQuery } from "../wire/queries";
import { act, titleOf, type Intent } from "./act";

const FIELDS = [
  "stage",
  "outcome",
  "value",
  "close_date",
  "owner",
  "name",
  "account",
  "next_step",
  "segment",
  "region",
  "channel",
  "source",
  "category",
  "line_items",
  "contacts",
] as const;

/** Somebody was faster: who, when, what stands there now, and the choice. Nothing is merged silently. */
export default function Stale({ deal, intent, problem, now, onClose }: { deal: Deal; intent: Intent; problem: Problem; now: Deal; onClose: () => void }) {
  const { t, full, moment, lang } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const by = problem.current?.changed_by;
  const name = users.find(({ id }) => id === by)?.name ?? (by && !by.includes("_") ? by : t("stale.somebody"));
  const at = problem.current?.changed_at;
  const changed = FIELDS.filter((field) => JSON.stringify(deal[field]) !== JSON.stringify(now[field])).map((field) => t(`field.${field}`));
  const fields = changed.length > 0 ? new Intl.ListFormat(lang).format(changed) : "";
  return (
    <Modal title={t("stale.title")} onClose={onClose}>
      <p className="text-ink-2">{t("stale.body", { name, deal: titleOf(deal), when: at ? moment(at) : "–" })}</p>
      {fields && <p className="mt-2">{t("stale.what", { fields })}</p>}
      <p className="num mt-2 font-medium">
        {now.outcome === "open" ? t("stale.now", { stage: now.stage_name, value: full(now.value) }) : t(`outcome.${now.outcome}`)}
      </p>
      <div className="mt-5 flex justify-end gap-2">
        <Button
          onClick={() => {
            onClose();
            void act(now, intent);
          }}
        >
          {t("stale.reapply")}
        </Button>
        <Button tone="primary" autoFocus onClick={onClose}>
          {t("stale.keep")}
        </Button>
      </div>
    </Modal>
  );
}
