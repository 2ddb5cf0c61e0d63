import { useRef, type FormEvent } from "react";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Part } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";

/** One's own password: the old one is asked for, and every other browser is signed out. */
export function PasswordForm({ email }: { email: string }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    if (!(await send(async () => void (await ask(wire.POST("/v1/session/password", { body: { old: word("old"), password: word("password") } })))))) return;
    form.current?.reset();
    showToast({ text: t("password.changed") });
  };
  return (
    <Part title={t("link.password")}>
      <form ref={form} onSubmit={(event) => void submit(event)} className="grid max-w-100 gap-3" noValidate>
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField label={t("password.old")} name="old" type="password" maxLength={1000} autoComplete="current-password" problem={problem} />
        <TextField label={t("password.new")} name="password" type="password" maxLength={1000} autoComplete="new-password" problem={problem} />
        <p className="text-sm text-ink-2">{t("link.rule")}</p>
        <Objection problem={problem} shown={["/old", "/password"]} />
        <FormEnd busy={busy}>{t("password.change")}</FormEnd>
      </form>
    </Part>
  );
}
