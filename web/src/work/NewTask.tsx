import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { useMe } from "../views/me";
import { ask, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { refreshWork } from "./queries";

export function NewTask({ deal, onClose }: { deal?: string; onClose: () => void }) {
  const { t, today } = useText();
  const { me } = useMe();
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const body = { name: word("name"), due: word("due"), owner: word("owner"), deal };
    if (await send((key) => ask(wire.POST("/v1/tasks", { params: { header: { "Idempotency-Key": key } }, body })).then(refreshWork))) onClose();
  };
  return (
    <Modal title={t("tasks.new")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <TextField label={t("tasks.name")} name="name" problem={problem} autoFocus autoComplete="off" />
        <TextField label={t("tasks.due")} name="due" type="date" problem={problem} defaultValue={today} />
        <SelectField label={t("tasks.owner")} name="owner" problem={problem} key={users.length} defaultValue={me} options={users.filter(({ inactive }) => !inactive).map(({ id, name }) => ({ value: id, label: name }))} />
        <Objection problem={problem} shown={["/name", "/due", "/owner"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("tasks.add")}
        </FormEnd>
      </form>
    </Modal>
  );
}
