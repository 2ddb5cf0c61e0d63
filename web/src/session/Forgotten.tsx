import "../people/words";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { Door } from "./Door";
import { DoorProblem, useWait } from "./Waiting";

/** Asks for a link to another password. What it answers is the same for every address. */
export function Forgotten() {
  const { t, lang } = useText();
  const { busy, problem, send } = useSending();
  const [sent, setSent] = useState<string | null>(null);
  const wait = useWait(problem);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = words(event.currentTarget)("email");
    if (await send(async () => void (await ask(wire.POST("/v1/session/forgotten", { body: { email, language: lang } }))))) setSent(email);
  };
  return (
    <Door title={t("forgotten.title")} lead={sent ? undefined : t("forgotten.lead")}>
      {sent ? (
        <p role="status">{t("forgotten.sent", { email: sent })}</p>
      ) : (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" noValidate>
          <TextField label={t("signin.email")} name="email" type="email" maxLength={320} autoComplete="username" autoFocus problem={problem} />
          <DoorProblem problem={problem} wait={wait} />
          <Button type="submit" tone="primary" disabled={busy || wait > 0} className="h-8">
            {t("forgotten.send")}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="self-start text-accent-ink underline underline-offset-4">
        {t("door.back")}
      </Link>
    </Door>
  );
}
