import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, match, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { finish, order, refreshWork, type Matter } from "./queries";

const TOUCHES = ["call", "email", "meeting", "other"] as const;
type Touch = (typeof TOUCHES)[number];

/** What puts a matter right, done where it is listed. What it is about is asked for anew: the list may be older. */
export function Remedy({ matter, open, onOpen }: { matter: Matter; open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const { about, lack, name } = matter;
  if (lack === "approval_waits" || lack === "approval_lapsed") {
    return (
      <Link to="/approvals" aria-label={t("attention.answer.of", { name })} className="rounded-ctl px-2.5 py-1 font-medium text-accent-ink hover:bg-hover">
        {t("attention.answer")}
      </Link>
    );
  }
  if (lack === "task_overdue") {
    const done = (key: string) => ask(wire.GET("/v1/tasks/{id}", { params: { path: { id: about } } })).then((task) => finish(task, key));
    return (
      <>
        <Button tone="line" disabled={busy} aria-label={t("attention.done.of", { name })} onClick={() => void send(done)}>
          {t("attention.done")}
        </Button>
        <Objection problem={problem} />
      </>
    );
  }
  const kind = lack === "lead_untouched" ? "touch" : lack === "no_next_step" || lack === "next_step_past" ? "plan" : "give";
  if (!open) {
    return (
      <Button tone="line" aria-label={t(`attention.${kind}.of`, { name })} onClick={() => onOpen(true)}>
        {t(`attention.${kind}`)}
      </Button>
    );
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    if (await send((key) => REMEDIES[kind](about, word, key).then(refreshWork))) onOpen(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === "Escape" && onOpen(false)} className="flex w-full flex-wrap items-end gap-3 pt-1 pl-6.5" noValidate>
      <Fields kind={kind} problem={problem} />
      <FormEnd onCancel={() => onOpen(false)} busy={busy}>
        {t("dialog.save")}
      </FormEnd>
      <Objection problem={problem} shown={["/next_step/text", "/next_step/day", "/to"]} />
    </form>
  );
}

function Fields({ kind, problem }: { kind: keyof typeof REMEDIES; problem: ReturnType<typeof useSending>["problem"] }) {
  const { t, today } = useText();
  const users = useQuery(usersQuery).data ?? [];
  if (kind === "plan") {
    return (
      <>
        <TextField label={t("deal.next.text")} name="text" pointer="/next_step/text" problem={problem} autoFocus maxLength={300} />
        <TextField label={t("deal.next.day")} name="day" pointer="/next_step/day" problem={problem} type="date" defaultValue={today} />
      </>
    );
  }
  if (kind === "give") {
    return <SelectField label={t("attention.give")} name="to" problem={problem} autoFocus options={users.filter(({ inactive }) => !inactive).map(({ id, name }) => ({ value: id, label: name }))} />;
  }
  return <SelectField label={t("attention.touch.kind")} name="kind" problem={problem} autoFocus options={TOUCHES.map((value) => ({ value, label: t(`touch.${value}`) }))} />;
}

type Word = (name: string) => string;
const dealOf = (id: string) => ask(wire.GET("/v1/deals/{id}", { params: { path: { id } } }));
const leadOf = (id: string) => ask(wire.GET("/v1/leads/{id}", { params: { path: { id } } }));

const REMEDIES = {
  plan: async (id: string, word: Word, _key: string): Promise<unknown> => {
    const { version } = await dealOf(id);
    const body = { next_step: { text: word("text"), day: word("day") } };
    return ask(wire.PATCH("/v1/deals/{id}", { params: { path: { id }, header: { "If-Match": match(version) } }, body, headers: { "Content-Type": "application/merge-patch+json" } }));
  },
  give: async (id: string, word: Word, key: string): Promise<unknown> =>
    id.startsWith("deal_")
      ? ask(wire.POST("/v1/deals/{id}/transfer", { params: order(await dealOf(id), key), body: { to: word("to") } }))
      : ask(wire.POST("/v1/leads/{id}/assign", { params: order(await leadOf(id), key), body: { to: word("to") } })),
  touch: async (id: string, word: Word, key: string): Promise<unknown> => ask(wire.POST("/v1/leads/{id}/touch", { params: order(await leadOf(id), key), body: { kind: word("kind") as Touch } })),
};
