import { Modal } from "../parts/modal";
import { FormEnd, Objection } from "../parts/form";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import type { User } from "../wire/client";
import { changeUser } from "./change";

/** Somebody leaves: what they did stays theirs, and they come in no more. */
export default function LeaveDialog({ user, onClose }: { user: User; users: readonly User[]; onClose: () => void }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const leave = async () => {
    if (!(await send(async () => void (await changeUser(user, { inactive: true }))))) return;
    onClose();
    showToast({ text: t("people.left.done", { name: user.name }) });
  };
  return (
    <Modal title={t("people.leave.title", { name: user.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void leave();
        }}
        className="flex flex-col gap-4"
      >
        <p className="text-ink-2">{t("people.leave.body")}</p>
        <Objection problem={problem} />
        <FormEnd onCancel={onClose} busy={busy} tone="lost">
          {t("people.leave.do")}
        </FormEnd>
      </form>
    </Modal>
  );
}
