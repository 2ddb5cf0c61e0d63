import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { callsQuery, publish, type Forecast } from "./queries";

/** The number that everybody may rely on: it stays until it does not hold any more, or somebody publishes again. */
export function PublishedCall({ forecast, period, team, as_of, may }: { forecast: Forecast; period: string; team?: string; as_of?: string; may: boolean }) {
  const { t, full, short, moment } = useText();
  const [asking, setAsking] = useState(false);
  const [history, setHistory] = useState(false);
  const { call } = forecast;
  return (
    <Part
      title={t("call.title")}
      actions={
        <>
          {call?.before && (
            <Button aria-expanded={history} onClick={() => setHistory((now) => !now)}>
              {t("call.history")}
            </Button>
          )}
          {may && !as_of && (
            <Button tone="line" onClick={() => setAsking(true)}>
              {t(call ? "call.again" : "call.publish")}
            </Button>
          )}
        </>
      }
    >
      {call ? (
        <div className="num border-t border-line pt-3">
          <p className="text-xl font-semibold">{full(call.p50)}</p>
          <p className="text-ink-2">{t("call.band", { low: short(call.p25), high: short(call.p75) })}</p>
          <p className={`mt-1 ${call.holds ? "text-won" : "text-warn"}`}>{t(call.holds ? "call.holds" : "call.holdsnot", { now: short(forecast.model.p50) })}</p>
          <p className="mt-1 text-sm text-ink-2">
            {call.by ? t("call.by", { name: call.by_name ?? call.by, when: moment(call.created_at) }) : t("call.byitself", { when: moment(call.created_at) })}
            {call.reason && ` – “${call.reason}”`}
            {call.moved && ` ${t(call.moved.amount.startsWith("-") ? "call.down" : "call.up", { amount: full({ ...call.moved, amount: call.moved.amount.replace("-", "") }) })}`}
          </p>
        </div>
      ) : (
        <p className="text-ink-2">{t("call.none")}</p>
      )}
      {history && <Calls period={period} team={team} as_of={as_of} />}
      {asking && <PublishDialog forecast={forecast} period={period} team={team} onClose={() => setAsking(false)} />}
    </Part>
  );
}

function Calls({ period, team, as_of }: { period: string; team?: string; as_of?: string }) {
  const { t, full, moment } = useText();
  const calls = useQuery(callsQuery(period, team, as_of));
  if (!calls.data) return <p className="mt-3 text-ink-2">{calls.error ? calls.error.message : t("board.loading")}</p>;
  return (
    <div className="mt-3">
      <Sheet label={t("call.history")} head={[t("submissions.when"), t("targets.who"), "P50", t("call.moved")]}>
        {calls.data.map(({ id, created_at, by, by_name, reason, p50, moved }) => (
          <tr key={id}>
            <RowHead>{moment(created_at)}</RowHead>
            <td className="text-right" data-tip={reason ?? undefined}>
              {by ? (by_name ?? by) : t("call.itself")}
            </td>
            <td className="text-right">{full(p50)}</td>
            <td className="pr-0! text-right">{moved ? full(moved) : "–"}</td>
          </tr>
        ))}
      </Sheet>
    </div>
  );
}

function PublishDialog({ forecast, period, team, onClose }: { forecast: Forecast; period: string; team?: string; onClose: () => void }) {
  const { t, full, short } = useText();
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = words(event.currentTarget)("reason");
    if (!(await send((key) => publish(period, team, reason, key)))) return;
    onClose();
    showToast({ text: t("call.done") });
  };
  return (
    <Modal title={t("call.publish")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("call.body", { p50: full(forecast.model.p50), low: short(forecast.model.p25), high: short(forecast.model.p75) })}</p>
        <TextField label={t("submissions.reason")} name="reason" problem={problem} maxLength={1000} autoFocus autoComplete="off" />
        <Objection problem={problem} shown={["/reason"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("call.go")}
        </FormEnd>
      </form>
    </Modal>
  );
}
