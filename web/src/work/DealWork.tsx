import "./words";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire, type Deal } from "../wire/client";
import { ApprovalCard } from "./ApprovalCard";
import { NewTask } from "./NewTask";
import { approvalsQuery, policiesQuery, refreshWork, stepsQuery, tasksQuery, type RecommendedStep } from "./queries";
import { TaskRow } from "./TaskRow";

/** What is done about a deal beside its way through the stages: recommended steps, tasks and approvals. */
export function DealWork({ deal }: { deal: Deal }) {
  const { t } = useText();
  const steps = useQuery(stepsQuery(deal.id)).data ?? [];
  const tasks = (useQuery(tasksQuery).data ?? []).filter((task) => task.deal === deal.id && !task.playbook);
  const approvals = useQuery(approvalsQuery({ deal: deal.id })).data ?? [];
  const [adding, setAdding] = useState<"task" | "approval" | null>(null);
  const open = deal.outcome === "open";
  const close = () => setAdding(null);
  return (
    <>
      {steps.length > 0 && (
        <section aria-label={t("steps.title")}>
          <h2 className="mb-2 font-semibold">{t("steps.title")}</h2>
          <ul className="divide-y divide-line border-y border-line">
            {steps.map((step) => (step.task ? <TaskRow key={`${step.playbook} ${step.step.key}`} task={step.task} here /> : <Unbegun key={`${step.playbook} ${step.step.key}`} deal={deal} recommended={step} />))}
          </ul>
        </section>
      )}
      {(open || tasks.length > 0) && (
        <section aria-label={t("nav.tasks")}>
          <Head title={t("nav.tasks")} label={t("tasks.new")} onAdd={open ? () => setAdding("task") : undefined} />
          {tasks.length > 0 && (
            <ul className="divide-y divide-line border-y border-line">
              {tasks.map((task) => (
                <TaskRow key={task.id} task={task} here />
              ))}
            </ul>
          )}
        </section>
      )}
      {(open || approvals.length > 0) && (
        <section aria-label={t("nav.approvals")}>
          <Head title={t("nav.approvals")} label={t("approvals.ask")} onAdd={open ? () => setAdding("approval") : undefined} />
          <ul className="flex flex-col gap-3">
            {approvals.map((approval) => (
              <ApprovalCard key={`${approval.id} ${approval.version}`} approval={approval} alone />
            ))}
          </ul>
        </section>
      )}
      {adding === "task" && <NewTask deal={deal.id} onClose={close} />}
      {adding === "approval" && <Ask deal={deal} onClose={close} />}
    </>
  );
}

function Head({ title, label, onAdd }: { title: string; label: string; onAdd: (() => void) | undefined }) {
  return (
    <div className="mb-1 flex min-h-7 items-center gap-3">
      <h2 className="flex-1 font-semibold">{title}</h2>
      {onAdd && (
        <Button tone="link" onClick={onAdd}>
          <Plus size={14} aria-hidden />
          {label}
        </Button>
      )}
    </div>
  );
}

/** A step that nobody has begun; once begun it is a task, done or skipped as any other. */
function Unbegun({ deal, recommended: { playbook, step } }: { deal: Deal; recommended: RecommendedStep }) {
  const { t, lang } = useText();
  const { busy, problem, send } = useSending();
  const name = step.says[lang] ?? step.says["en"] ?? step.key;
  const begin = (key: string) => ask(wire.POST("/v1/tasks/steps", { params: { header: { "Idempotency-Key": key } }, body: { deal: deal.id, playbook, step: step.key } })).then(refreshWork);
  return (
    <li className="flex flex-wrap items-center gap-3 py-2">
      <div className="min-w-48 flex-1">
        <p className="font-medium wrap-break-word">{name}</p>
        <p className="text-sm text-ink-2">{t("steps.todo")}</p>
      </div>
      {deal.outcome === "open" && (
        <Button tone="line" disabled={busy} aria-label={t("steps.begin.of", { name })} onClick={() => void send(begin)}>
          {t("steps.begin")}
        </Button>
      )}
      <Objection problem={problem} />
    </li>
  );
}

/** Asks for the deal to be approved as it is seen here: another version is refused. */
function Ask({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t } = useText();
  const policies = (useQuery(policiesQuery).data ?? []).filter(({ off }) => !off);
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const body = { deal: deal.id, policy: word("policy"), reason: word("reason") || undefined, deal_version: deal.version };
    if (await send((key) => ask(wire.POST("/v1/approvals", { params: { header: { "Idempotency-Key": key } }, body })).then(refreshWork))) onClose();
  };
  return (
    <Modal title={t("approvals.ask")} onClose={onClose}>
      {policies.length === 0 ? (
        <p className="text-ink-2">{t("approvals.nopolicies")}</p>
      ) : (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
          <SelectField label={t("approvals.policy")} name="policy" problem={problem} autoFocus options={policies.map(({ key, name }) => ({ value: key, label: name }))} />
          <TextField label={t("approvals.why")} name="reason" problem={problem} maxLength={2000} />
          <Objection problem={problem} shown={["/policy", "/reason"]} />
          <FormEnd onCancel={onClose} busy={busy}>
            {t("approvals.ask")}
          </FormEnd>
        </form>
      )}
    </Modal>
  );
}
