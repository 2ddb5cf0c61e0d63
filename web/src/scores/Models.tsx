import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { FormEnd, Objection } from "../parts/form";
import { Modal } from "../parts/modal";
import { Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client, sessionQuery } from "../wire/queries";
import { methodWords } from "./method";
import { learning, modelsQuery, trainingQuery } from "./queries";

/** Who may let a model be learnt; the server decides in any case. */
const TRAINERS = ["executive", "admin"];

/** The models that were learnt, which of them stands, and one more where one may. */
export function Models() {
  const text = useText();
  const { t, moment, whole } = text;
  const { data: session } = useSuspenseQuery(sessionQuery);
  const models = useQuery(modelsQuery);
  const { busy, problem, send } = useSending();
  const { data: training } = useQuery(trainingQuery);
  const learns = learning(training);
  const trains = session.roles.some((role) => TRAINERS.includes(role));
  const [back, setBack] = useState<number | null>(null);
  const learnt = useRef(false);
  useEffect(() => {
    if (learnt.current && !learns) {
      // Every figure that is weighed with chances is another one now.
      void client.invalidateQueries();
      if (training?.version) showToast({ text: t("models.trained", { version: whole(training.version) }) });
    }
    learnt.current = learns;
  }, [learns, training, t, whole]);
  const train = () =>
    send(async (key) => {
      client.setQueryData(trainingQuery.queryKey, await ask(wire.POST("/v1/scores/models/train", { params: { header: { "Idempotency-Key": key } } })));
    });
  return (
    <Part
      title={t("models.title")}
      actions={
        trains && (
          <Button tone="line" disabled={busy || learns} onClick={() => void train()}>
            {learns ? t("models.training", { done: whole(training?.done ?? 0), of: whole(training?.of ?? 0) }) : t("models.train")}
          </Button>
        )
      }
    >
      <Objection problem={problem} />
      {training?.state === "failed" && (
        <p role="alert" className="text-lost">
          {t("models.failed")}
        </p>
      )}
      {models.error && (
        <p role="alert" className="text-lost">
          {models.error.message}
        </p>
      )}
      {models.data?.length === 0 && <Empty>{t("models.none")}</Empty>}
      {models.data && models.data.length > 0 && (
        <Sheet label={t("models.title")} head={[t("models.version"), t("models.champion"), t("models.position"), t("models.at"), ...(trains ? [t("models.act")] : [])]}>
          {models.data.map(({ version, champion, position, learnt_at, stands }) => (
            <tr key={version}>
              <RowHead strong={stands}>
                {whole(version)}
                {stands && <span className="ml-2 text-sm font-normal text-won">{t("models.stands")}</span>}
              </RowHead>
              <td className="text-right">{methodWords(text, champion)}</td>
              <td className="text-right">{whole(position)}</td>
              <td className={`text-right ${trains ? "" : "pr-0!"}`}>{moment(learnt_at)}</td>
              {trains && (
                <td className="pr-0! text-right">
                  {!stands && (
                    <Button tone="link" onClick={() => setBack(version)}>
                      {t("models.back")}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </Sheet>
      )}
      {back !== null && <Back version={back} onClose={() => setBack(null)} />}
    </Part>
  );
}

/** Lets an earlier model stand again, once somebody has been told what that means. */
function Back({ version, onClose }: { version: number; onClose: () => void }) {
  const { t, whole } = useText();
  const { busy, problem, send } = useSending();
  const said = { version: whole(version) };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!(await send(async (key) => void (await ask(wire.POST("/v1/scores/models/{version}/stand", { params: { path: { version }, header: { "Idempotency-Key": key } } })))))) return;
    void client.invalidateQueries(); // every figure that is weighed with chances is another one now
    onClose();
    showToast({ text: t("models.back.done", said) });
  };
  return (
    <Modal title={t("models.back.title", said)} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <p className="text-ink-2">{t("models.back.body")}</p>
        <Objection problem={problem} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("models.back")}
        </FormEnd>
      </form>
    </Modal>
  );
}
