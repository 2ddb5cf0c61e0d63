import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { Trouble } from "../parts/trouble";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import type { Team } from "../wire/client";
import { Problem } from "../wire/problem";
import { adjust, CALLS, correctionQuery, draftQuery, submit, withdraw, type Call, type Draft, type Submission } from "./submissions";

const POINTERS = ["/period", "/team", "/call", "/adjustment", "/amount", "/reason"];

/** An amount that was typed, or the objection to it. */
function useAmount() {
  const { t, lang } = useText();
  return (typed: string, pointer: string): string => {
    const amount = readAmount(lang, typed);
    if (amount === null) throw new Problem(422, { errors: [{ pointer, code: "amount", detail: t("new.badvalue", { example: writeAmount(lang, "-125000000") }) }] });
    return amount;
  };
}

/** One's own number: what it is made of, what one adds for a reason, and how such numbers came out until now. */
export function SubmitDialog({ period, call: first, me, teams, onClose }: { period: string; call: Call; me: string; teams: readonly Team[]; onClose: () => void }) {
  const { t, full } = useText();
  const { busy, problem, send } = useSending();
  const read = useAmount();
  const led = teams.filter(({ manager }) => manager === me);
  const [call, setCall] = useState<Call>(first);
  const [team, setTeam] = useState(led[0]?.id ?? "");
  const draft = useQuery(draftQuery(period, call, team || undefined));
  const { fields, corrects, take } = useAdjustment("/adjustment/", problem);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const currency = draft.data?.total.currency ?? "";
    const done = await send(async (key) => {
      const typed = word("amount");
      const adjustment = typed ? { amount: { amount: read(typed, "/adjustment/amount"), currency }, reason: word("reason"), correction: corrects } : undefined;
      await submit(period, call, team || undefined, adjustment, key);
    });
    if (!done) return;
    onClose();
    showToast({ text: t("submissions.done") });
  };
  const bias = draft.data?.bias;
  return (
    <Modal title={t("submissions.submit")} onClose={onClose}>
      <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-3" noValidate>
        <SelectField label={t("submissions.of")} name="team" value={team} onChange={(event) => setTeam(event.target.value)} problem={problem} options={[...led.map(({ id, name }) => ({ value: id, label: name })), { value: "", label: t("submissions.mine") }]} />
        <SelectField label={t("submissions.call")} name="call" value={call} onChange={(event) => setCall(event.target.value as Call)} problem={problem} options={CALLS.map((value) => ({ value, label: t(`category.${value}`) }))} />
        {draft.error && <Trouble error={draft.error} />}
        {draft.isPending && <p className="text-ink-2">{t("board.loading")}</p>}
        {draft.data && (
          <dl className="num border-t border-line">
            <Layer label={t("submissions.own")}>{full(draft.data.own)}</Layer>
            <Layer label={t("submissions.rolled")}>{full(draft.data.rolled_up)}</Layer>
            <Layer label={t("submissions.total")}>
              <span className="font-semibold">{full(draft.data.total)}</span>
            </Layer>
          </dl>
        )}
        {bias && <Habit bias={bias} taken={corrects} onTake={take} />}
        {fields}
        <p className="text-sm text-ink-2">{t("submissions.frozen")}</p>
        <Objection problem={problem} shown={POINTERS} />
        <FormEnd onCancel={onClose} busy={busy || !draft.data}>
          {t("submissions.go")}
        </FormEnd>
      </form>
    </Modal>
  );
}

type Bias = NonNullable<Draft["bias"]>;

/** What is known of how somebody's numbers came out, and the number without that habit: offered, and taken only by a press. */
function Habit({ bias, taken, onTake, theirs = false }: { bias: Bias; taken: boolean; onTake: (amount: string, reason: string) => void; theirs?: boolean }) {
  const { t, lang, full, percent, count } = useText();
  const { amount, corrected, periods } = bias;
  const figures = { share: percent(Math.abs(bias.bias)), periods: count("submissions.periods", periods) };
  const which = bias.bias >= 0 ? "optimist" : "pessimist";
  const said = t(theirs ? `submissions.${which}.theirs` : `submissions.${which}`, figures);
  return (
    <div className="border-l-2 border-accent pl-3 text-ink-2">
      <p>
        {said} {corrected && t("submissions.corrected", { amount: full(corrected) })}
      </p>
      {amount && (
        <Button tone="link" disabled={taken} onClick={() => onTake(writeAmount(lang, amount.amount), t(`submissions.${which}.reason`, figures))}>
          {t(taken ? "submissions.taken" : "submissions.take")}
        </Button>
      )}
    </div>
  );
}

/** The fields of an adjustment. A correction that was taken is one for as long as nobody types another amount. */
function useAdjustment(at: string, problem: Problem | null) {
  const { t } = useText();
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [corrects, setCorrects] = useState(false);
  const take = (offered: string, why: string) => {
    setAmount(offered);
    setReason((said) => said || why);
    setCorrects(true);
  };
  const type = (typed: string) => {
    setAmount(typed);
    setCorrects(false);
  };
  const fields = (
    <div className="grid grid-cols-[160px_minmax(0,1fr)] gap-3">
      <TextField label={t("submissions.adjustment")} name="amount" pointer={`${at}amount`} inputMode="text" problem={problem} autoComplete="off" className="num" value={amount} onChange={(event) => type(event.target.value)} />
      <TextField label={t("submissions.reason")} name="reason" pointer={`${at}reason`} maxLength={1000} problem={problem} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
    </div>
  );
  return { fields, corrects, take };
}

function Layer({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8.5 items-center justify-between gap-4 border-b border-line">
      <dt className="text-ink-2">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A manager's number beside that of whoever submitted. */
export function AdjustDialog({ submission, who, onClose }: { submission: Submission; who: string; onClose: () => void }) {
  const { t, full } = useText();
  const { busy, problem, send } = useSending();
  const read = useAmount();
  const { data: known } = useQuery(correctionQuery(submission));
  const { fields, corrects, take } = useAdjustment("/", problem);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const done = await send(async (key) => adjust(submission, { amount: { amount: read(word("amount"), "/amount"), currency: submission.total.currency }, reason: word("reason"), correction: corrects }, key));
    if (!done) return;
    onClose();
    showToast({ text: t("submissions.adjusted", { name: who }) });
  };
  return (
    <Modal title={t("submissions.adjust.title", { name: who })} onClose={onClose}>
      <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("submissions.adjust.body", { total: full(submission.total) })}</p>
        {known?.bias && <Habit bias={known.bias} taken={corrects} onTake={take} theirs />}
        {fields}
        <Objection problem={problem} shown={POINTERS} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("submissions.adjust.do")}
        </FormEnd>
      </form>
    </Modal>
  );
}

export function WithdrawDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const { t, full } = useText();
  const { busy, problem, send } = useSending();
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = words(event.currentTarget)("reason");
    if (!(await send((key) => withdraw(submission, reason, key)))) return;
    onClose();
    showToast({ text: t("submissions.withdrawn") });
  };
  return (
    <Modal title={t("submissions.withdraw.title")} onClose={onClose}>
      <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("submissions.withdraw.body", { total: full(submission.total) })}</p>
        <TextField label={t("submissions.reason")} name="reason" maxLength={1000} problem={problem} autoFocus autoComplete="off" />
        <Objection problem={problem} shown={POINTERS} />
        <FormEnd onCancel={onClose} busy={busy} tone="lost">
          {t("submissions.withdraw.do")}
        </FormEnd>
      </form>
    </Modal>
  );
}
