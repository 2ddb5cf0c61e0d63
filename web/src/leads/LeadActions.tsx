import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { MenuButton } from "../parts/menu";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { order, refreshWork } from "../work/queries";
import { Convert } from "./Convert";
import { GiveOut } from "./GiveOut";
import type { Lead } from "./queries";

type Asking = "touch" | "assign" | "route" | "disqualify" | "requalify" | "convert";
const TOUCHES = ["call", "email", "meeting", "other"] as const;
type Touch = (typeof TOUCHES)[number];

/** What can be done with a lead as it stands. */
export function LeadActions({ lead }: { lead: Lead }) {
  const { t } = useText();
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  if (lead.archived || lead.state === "converted") return null;
  return (
    <>
      {lead.state === "open" ? (
        <div className="flex flex-wrap gap-1.5">
          <Button tone="line" onClick={() => setAsking("touch")}>
            {t("lead.touch")}
          </Button>
          <MenuButton
            className="inline-flex h-7 items-center rounded-ctl border border-line-strong bg-surface px-2.5 font-medium hover:bg-hover pointer-coarse:h-11"
            sections={[{ entries: [{ label: t("lead.route"), run: () => setAsking("route") }, { label: t("lead.assign"), run: () => setAsking("assign") }] }]}
          >
            {t("lead.assign")}
          </MenuButton>
          <Button tone="lineLost" onClick={() => setAsking("disqualify")}>
            {t("lead.disqualify")}
          </Button>
          <Button tone="primary" onClick={() => setAsking("convert")}>
            {t("lead.convert")}
          </Button>
        </div>
      ) : (
        <Button tone="line" onClick={() => setAsking("requalify")}>
          {t("lead.requalify")}
        </Button>
      )}
      {asking === "convert" && <Convert lead={lead} onClose={close} />}
      {asking === "route" && <GiveOut lead={lead} onClose={close} />}
      {asking === "touch" && <TouchForm lead={lead} onClose={close} />}
      {asking === "assign" && <AssignForm lead={lead} onClose={close} />}
      {(asking === "disqualify" || asking === "requalify") && <ReasonForm lead={lead} what={asking} onClose={close} />}
    </>
  );
}

type FormProps = { lead: Lead; onClose: () => void };
type Said = { problem: ReturnType<typeof useSending>["problem"] };
type Send = (params: ReturnType<typeof order>, word: (name: string) => string) => Promise<unknown>;

/** A small dialog that sends one order about the lead, of the version that was seen. */
function OrderForm({ lead, title, act, tone, shown, send: work, onClose, children }: FormProps & { title: string; act: string; tone?: "lost"; shown: readonly string[]; send: Send; children: (said: Said) => ReactNode }) {
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    if (await send((key) => work(order(lead, key), word).then(refreshWork))) onClose();
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        {children({ problem })}
        <Objection problem={problem} shown={shown} />
        <FormEnd onCancel={onClose} busy={busy} tone={tone}>
          {act}
        </FormEnd>
      </form>
    </Modal>
  );
}

function TouchForm({ lead, onClose }: FormProps) {
  const { t } = useText();
  const send: Send = (params, word) => ask(wire.POST("/v1/leads/{id}/touch", { params, body: { kind: word("kind") as Touch, note: word("note") || undefined } }));
  return (
    <OrderForm lead={lead} onClose={onClose} title={t("lead.touch")} act={t("dialog.save")} shown={["/kind", "/note"]} send={send}>
      {({ problem }) => (
        <>
          <SelectField label={t("attention.touch.kind")} name="kind" problem={problem} autoFocus options={TOUCHES.map((value) => ({ value, label: t(`touch.${value}`) }))} />
          <TextField label={t("lead.touch.note")} name="note" problem={problem} maxLength={2000} autoComplete="off" />
        </>
      )}
    </OrderForm>
  );
}

function AssignForm({ lead, onClose }: FormProps) {
  const { t } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const send: Send = (params, word) => ask(wire.POST("/v1/leads/{id}/assign", { params, body: { to: word("to"), reason: word("reason") || undefined } }));
  return (
    <OrderForm lead={lead} onClose={onClose} title={t("lead.assign")} act={t("lead.assign.do")} shown={["/to", "/reason"]} send={send}>
      {({ problem }) => (
        <>
          <SelectField label={t("lead.owner")} name="to" problem={problem} autoFocus defaultValue={lead.owner} options={users.filter(({ inactive }) => !inactive).map(({ id, name }) => ({ value: id, label: name }))} />
          <TextField label={t("lead.assign.why")} name="reason" problem={problem} maxLength={500} autoComplete="off" />
        </>
      )}
    </OrderForm>
  );
}

function ReasonForm({ lead, what, onClose }: FormProps & { what: "disqualify" | "requalify" }) {
  const { t } = useText();
  const send: Send = (params, word) => ask(wire.POST(`/v1/leads/{id}/${what}`, { params, body: { reason: word("reason") } }));
  return (
    <OrderForm lead={lead} onClose={onClose} title={t(`lead.${what}`)} act={t(`lead.${what}`)} tone={what === "disqualify" ? "lost" : undefined} shown={["/reason"]} send={send}>
      {({ problem }) => <TextField label={t(`lead.${what}.why`)} name="reason" problem={problem} autoFocus maxLength={500} autoComplete="off" />}
    </OrderForm>
  );
}
