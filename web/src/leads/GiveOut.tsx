import { useQuery } from "@tanstack/react-query";
import { Button } from "../parts/controls";
import { Objection } from "../parts/form";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { order, refreshWork } from "../work/queries";
import { turnQuery, type Lead, type Trial } from "./queries";

/** Says whose turn it is by the route and why, before the lead is given. */
export function GiveOut({ lead, onClose }: { lead: Lead; onClose: () => void }) {
  const { t } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const query = useQuery(turnQuery(lead.id));
  const { busy, problem, send } = useSending();
  const nameOf = (id: string) => users.find((user) => user.id === id)?.name ?? "…";
  const to = query.data?.choice?.to ?? "";
  const give = async () => {
    const done = await send((key) => ask(wire.POST("/v1/leads/{id}/route", { params: order(lead, key), body: {} })).then(() => undefined));
    if (!done) return;
    onClose(); // before the lists are asked anew: whose turn is next is no part of this question
    await refreshWork();
  };
  return (
    <Modal title={t("lead.route")} onClose={onClose}>
      <Answered query={query}>{(trial) => <Turn trial={trial} owner={lead.owner} nameOf={nameOf} />}</Answered>
      <Objection problem={problem} />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("dialog.cancel")}</Button>
        {to && to !== lead.owner && (
          <Button tone="primary" disabled={busy} onClick={() => void give()}>
            {t("lead.route.to", { name: nameOf(to) })}
          </Button>
        )}
      </div>
    </Modal>
  );
}

/** Whose turn it is on the route that takes a lead, and who is passed over. */
export function Turn({ trial: { choice, name }, owner, nameOf }: { trial: Trial; owner?: string; nameOf: (id: string) => string }) {
  const { t, whole } = useText();
  if (!choice) return <p>{t("lead.route.none")}</p>;
  const { had = 0, out, own = 1, pool, to, turn = 1, weight = 1 } = choice;
  const route = name ?? "";
  return (
    <div className="flex flex-col gap-2">
      <p>
        {!to
          ? t("lead.route.nobody", { route })
          : pool
            ? t("lead.route.turn", { route, name: nameOf(to), turn: whole(turn), own: whole(own), weight: whole(weight), had: whole(had) })
            : `${t("lead.route.fallback", { route })} ${nameOf(to)}.`}
      </p>
      {to && to === owner && <p className="font-medium">{t("lead.route.stays", { name: nameOf(to) })}</p>}
      {out && out.length > 0 && (
        <div>
          <h3 className="text-sm font-medium text-ink-2">{t("lead.route.out")}</h3>
          <ul className="text-sm">
            {out.map(({ user, reason }) => (
              <li key={user}>
                {nameOf(user)}: {t(`out.${reason}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
