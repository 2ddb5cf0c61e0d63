import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client, usersQuery } from "../wire/queries";
import { changeWords } from "./Versions";
import { plansQuery, type Definition, type Plan } from "./designs";

/** Changes of the definition that wait for their day, and those that never came to it. What was carried out is a version. */
export function Plans({ id, definition, may }: { id: string; definition: Definition; may: boolean }) {
  const { t } = useText();
  const plans = (useQuery(plansQuery(id)).data ?? []).filter(({ state }) => state !== "carried_out");
  if (plans.length === 0) return null;
  return (
    <Part title={t("design.plans")}>
      <ol className="divide-y divide-line border-y border-line">
        {plans.map((plan) => (
          <One key={plan.id} plan={plan} definition={definition} may={may} />
        ))}
      </ol>
    </Part>
  );
}

function One({ plan, definition, may }: { plan: Plan; definition: Definition; may: boolean }) {
  const { t, moment, lang } = useText();
  const by = useQuery(usersQuery).data?.find(({ id }) => id === plan.by)?.name;
  const [calling, setCalling] = useState(false);
  const waits = plan.state === "planned";
  const when = moment(plan.effective_at);
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className="w-40 shrink-0 text-ink-2">{t("design.from", { day: when })}</span>
        <span className="min-w-48 flex-1">
          {waits ? (plan.changes ?? []).map((change) => changeWords(t, change)).join(" · ") : t(plan.state === "called_off" ? "design.plan.called_off" : "design.plan.impossible", { why: plan.why ?? "" })}
          <span className="ml-2 text-sm text-ink-2">{[by, plan.reason].filter(Boolean).join(": ")}</span>
          {waits && <Moves plan={plan} definition={definition} lang={lang} />}
        </span>
        {waits && may && !calling && (
          <Button tone="line" aria-label={t("design.plan.off.of", { day: when })} onClick={() => setCalling(true)}>
            {t("design.plan.off")}
          </Button>
        )}
      </div>
      {calling && waits && <CallOff plan={plan} onClose={() => setCalling(false)} />}
    </li>
  );
}

/** Where open deals will go on that day. */
function Moves({ plan: { definition: patch, mapping }, definition, lang }: { plan: Plan; definition: Definition; lang: string }) {
  const { t } = useText();
  const after = (patch as Partial<Definition> | undefined)?.stages ?? definition.stages ?? [];
  const nameOf = (stage: string) => [...after, ...(definition.stages ?? [])].find(({ id }) => id === stage)?.name ?? stage;
  const moves = Object.entries(mapping ?? {}).map(([from, to]) => t("design.plan.move", { from: nameOf(from), to: nameOf(to) }));
  if (moves.length === 0) return null;
  return <span className="block text-sm text-ink-2">{new Intl.ListFormat(lang).format(moves)}</span>;
}

function CallOff({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const submit = (reason: string) =>
    send(async (key) => {
      await ask(wire.POST("/v1/pipelines/{id}/plans/{plan}/call-off", { params: { path: { id: plan.pipeline, plan: plan.id }, header: { "Idempotency-Key": key } }, body: { reason } }));
      showToast({ text: t("design.plan.off.done") });
      await client.invalidateQueries(plansQuery(plan.pipeline));
    });
  return (
    <form
      noValidate
      className="mt-2 flex max-w-130 flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(words(event.currentTarget)("reason"));
      }}
    >
      <TextField label={t("design.plan.why")} name="reason" maxLength={500} autoFocus problem={problem} />
      <Objection problem={problem} shown={["/reason"]} />
      <FormEnd onCancel={onClose} busy={busy}>
        {t("design.plan.off")}
      </FormEnd>
    </form>
  );
}
