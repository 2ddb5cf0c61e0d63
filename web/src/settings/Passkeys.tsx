import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Confirm } from "../parts/confirm";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { Page } from "../parts/page";
import { WideTable } from "../parts/table";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { canPasskey, makePasskey, type Passkey } from "../session/passkey";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client, sessionQuery } from "../wire/queries";
import { deviceOf } from "../session/agent";

const KEY = ["passkeys"] as const;

/** The passkeys of whoever is signed in: on which devices they are, and how to make and forget one. */
export function Passkeys() {
  const { t, moment } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const passkeys = useQuery({ queryKey: KEY, queryFn: async ({ signal }) => (await ask(wire.GET("/v1/passkeys", { signal }))).data, staleTime: 0 });
  const [making, setMaking] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const called = ({ name }: Passkey) => name || t("sessions.unknown");
  const may = canPasskey && !session.demo;
  return (
    <Page
      title={t("passkeys.title")}
      lead={t("passkeys.lead")}
      bar={null}
      actions={
        may && (
          <Button tone="primary" onClick={() => setMaking(true)}>
            <Plus size={15} aria-hidden />
            {t("passkeys.add")}
          </Button>
        )
      }
    >
      {!may && <p className="mt-4 border-l-2 border-(--warn-mark) pl-3 text-ink-2">{t(session.demo ? "passkeys.demo" : "passkeys.browser")}</p>}
      {passkeys.data && passkeys.data.length > 0 && (
        <WideTable label={t("passkeys.list")} columns={[t("passkeys.device"), t("passkeys.made"), t("tokens.used")]} deed={t("passkeys.remove")} width="min-w-130" className="mt-4">
          {passkeys.data.map((passkey) => (
            <tr key={passkey.id}>
              <td className="font-medium">{called(passkey)}</td>
              <td>{moment(passkey.created_at)}</td>
              <td>{passkey.used_at ? moment(passkey.used_at) : t("tokens.never")}</td>
              <td className="pr-0! text-right">
                <Button tone="lineLost" onClick={() => setRemoving(passkey)}>
                  {t("passkeys.remove")}
                </Button>
              </td>
            </tr>
          ))}
        </WideTable>
      )}
      {passkeys.isPending && <p className="mt-4 text-ink-2">{t("board.loading")}</p>}
      {passkeys.data?.length === 0 && <Empty className="mt-6">{t("passkeys.none")}</Empty>}
      {passkeys.error && (
        <p role="alert" className="mt-4 text-lost">
          {passkeys.error.message}
        </p>
      )}
      {making && <NewPasskey onClose={() => setMaking(false)} />}
      {removing && (
        <Confirm
          title={t("passkeys.remove.title", { name: called(removing) })}
          body={t("passkeys.remove.body")}
          label={t("passkeys.remove")}
          act={() => ask(wire.DELETE("/v1/passkeys", { params: { query: { id: removing.id } } })).finally(() => client.invalidateQueries({ queryKey: KEY }))}
          onDone={() => showToast({ text: t("passkeys.removed", { name: called(removing) }) })}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

function NewPasskey({ onClose }: { onClose: () => void }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = words(event.currentTarget)("name");
    if (!(await send(async () => void (await makePasskey(name))))) return;
    await client.invalidateQueries({ queryKey: KEY });
    onClose();
    showToast({ text: t("passkeys.added") });
  };
  return (
    <Modal title={t("passkeys.add")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <p className="text-ink-2">{t("passkeys.how")}</p>
        <TextField label={t("passkeys.name")} name="name" maxLength={100} problem={problem} defaultValue={deviceOf(navigator.userAgent)} autoFocus autoComplete="off" />
        <Objection problem={problem} shown={["/name"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("passkeys.go")}
        </FormEnd>
      </form>
    </Modal>
  );
}
