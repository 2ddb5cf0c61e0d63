import type { FormEvent } from "react";
import { FormEnd, Objection } from "./form";
import { Modal } from "./modal";
import { useSending } from "./useSending";

/** Asks once more before something ends, and says why where it would not. */
export function Confirm({ title, body, label, act, onDone, onClose }: { title: string; body: string; label: string; act: () => Promise<unknown>; onDone: () => void; onClose: () => void }) {
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!(await send(async () => void (await act())))) return;
    onClose();
    onDone();
  };
  return (
    <Modal title={title} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <p className="text-ink-2">{body}</p>
        <Objection problem={problem} />
        <FormEnd onCancel={onClose} busy={busy} tone="lost">
          {label}
        </FormEnd>
      </form>
    </Modal>
  );
}
