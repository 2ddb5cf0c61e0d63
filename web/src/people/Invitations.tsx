import { useQuery } from "@tanstack/react-query";
import { Button, fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { Part } from "../parts/page";
import { WideTable } from "../parts/table";
import { showToast } from "../parts/toasts";
import { preferences } from "../frame/preferences";
import { say } from "../text/say";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import type { paths } from "../wire/schema";
import { asProblem } from "../wire/problem";
import { client, whole } from "../wire/queries";

type NewInvitation = NonNullable<paths["/v1/invitations"]["post"]["requestBody"]>["content"]["application/json"];
const KEY = ["invitations"] as const;

/** Invites somebody; answers with the link where no mail server takes letters. */
export async function invite(body: NewInvitation): Promise<string | null> {
  const sent = await ask(wire.POST("/v1/invitations", { body }));
  await client.invalidateQueries({ queryKey: KEY });
  return sent.link ?? null;
}

/** Invites again, and says what became of it. */
export async function inviteAgain(who: { user: string; email?: string; name: string }, onLink: (link: string) => void): Promise<void> {
  const { lang } = preferences.get();
  try {
    const link = await invite({ user: who.user, email: who.email, language: lang });
    if (link) onLink(link);
    else showToast({ text: say(lang, "invite.done", { name: who.name }) });
  } catch (error) {
    const problem = asProblem(error);
    showToast({ text: problem.code === "network" ? say(lang, "error.offline") : problem.message });
  }
}

/** Who has been asked in and has not come yet. */
export function Invitations({ onLink }: { onLink: (link: string) => void }) {
  const { t, moment } = useText();
  const all = useQuery({ queryKey: KEY, queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/invitations", { signal, params: { query: { limit: 200, cursor } } }))), staleTime: 0 });
  const open = (all.data ?? []).filter(({ state }) => state === "open" || state === "expired");
  if (open.length === 0) return null;
  const withdraw = async (id: string, email: string) => {
    try {
      await ask(wire.DELETE("/v1/invitations/{id}", { params: { path: { id } } }));
      showToast({ text: t("invite.withdrawn", { email }) });
    } catch (error) {
      showToast({ text: asProblem(error).message });
    }
    await client.invalidateQueries({ queryKey: KEY });
  };
  return (
    <Part title={t("invite.list")}>
      <WideTable label={t("invite.list")} columns={[t("people.name"), t("people.email"), t("invite.by"), t("tokens.expires")]} deed={t("invite.withdraw")} width="min-w-160">
        {open.map(({ id, user, user_name, email, invited_by, expires_at, state }) => (
          <tr key={id}>
            <td className="font-medium">{user_name}</td>
            <td>{email}</td>
            <td>{invited_by}</td>
            <td className={state === "expired" ? "text-warn" : ""}>{state === "expired" ? t("tokens.expired") : moment(expires_at)}</td>
            <td className="pr-0! text-right whitespace-nowrap">
              <Button onClick={() => void inviteAgain({ user, email, name: user_name }, onLink)}>{t("invite.again")}</Button>
              {state === "open" && <Button onClick={() => void withdraw(id, email)}>{t("invite.withdraw")}</Button>}
            </td>
          </tr>
        ))}
      </WideTable>
    </Part>
  );
}

/** The link of an invitation that no mail server took: handed over by hand, and shown this once. */
export function LinkDialog({ link, onClose }: { link: string; onClose: () => void }) {
  const { t } = useText();
  return (
    <Modal title={t("invite.link.title")} onClose={onClose}>
      <div className="flex flex-col gap-3">
        <p className="text-ink-2">{t("invite.hand")}</p>
        <input readOnly autoFocus value={link} aria-label={t("invite.link.title")} onFocus={(event) => event.target.select()} className={`${fieldClass} font-mono text-sm`} />
        <div className="flex justify-end gap-2">
          <Button tone="primary" onClick={() => void navigator.clipboard?.writeText(link).then(() => showToast({ text: t("tokens.copied") }))}>
            {t("tokens.copy")}
          </Button>
          <Button tone="line" onClick={onClose}>
            {t("dialog.close")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
