import "../people/words";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { setLang } from "../frame/preferences";
import { Button } from "../parts/controls";
import { TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire, type Session } from "../wire/client";
import { asProblem } from "../wire/problem";
import { deviceOf } from "./agent";
import { Door } from "./Door";
import { enterAs } from "./enter";
import { PasskeyButton, ProviderButtons } from "./OtherWays";
import { canPasskey, enterInvited } from "./passkey";
import { DoorProblem, useWait } from "./Waiting";

/**
 * Where the link of a letter leads: an invitation, or a forgotten password.
 * The secret stands behind the #, which no browser sends anywhere, and leaves
 * the address as soon as it is read.
 */
export function LinkPage() {
  const { t } = useText();
  const navigate = useNavigate();
  const [secret] = useState(() => location.hash.slice(1));
  const link = useQuery({ queryKey: ["link", secret], queryFn: ({ signal }) => ask(wire.POST("/v1/session/link", { signal, body: { secret } })), enabled: secret !== "", retry: false });
  const { busy, problem, send, setProblem } = useSending();
  const wait = useWait(problem);
  useEffect(() => {
    if (secret) history.replaceState(history.state, "", location.pathname);
  }, [secret]);
  useEffect(() => {
    if (link.data) setLang(link.data.language === "id" ? "id" : "en");
  }, [link.data]);

  const enter = (come: () => Promise<Session>) =>
    send(async () => {
      enterAs(await come());
      await navigate({ to: "/", replace: true });
    });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = words(event.currentTarget)("password");
    await enter(() => ask(wire.POST("/v1/session/follow", { body: { secret, password } })));
  };

  if (secret === "" || link.isError) {
    const offline = link.isError && asProblem(link.error).code === "network";
    return (
      <Door title={t("link.over")} lead={offline ? t("error.offline") : link.isError ? link.error.message : t("link.none")}>
        <Link to="/sign-in" className="self-start text-accent-ink underline underline-offset-4">
          {t("door.back")}
        </Link>
      </Door>
    );
  }
  if (!link.data) {
    return (
      <Door title={t("link.reading")}>
        <p role="status" className="text-ink-2">
          {t("board.loading")}
        </p>
      </Door>
    );
  }
  const { purpose, name, email, workspace } = link.data;
  const invited = purpose === "invitation";
  return (
    <Door title={invited ? t("link.welcome", { name, workspace }) : t("link.another")} lead={invited ? t("link.invited", { email }) : t("link.forgot", { email, workspace })}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" noValidate>
        {/* A password manager wants to know whose password it keeps. */}
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField label={t("link.password")} name="password" type="password" maxLength={1000} autoComplete="new-password" autoFocus problem={problem} />
        <p className="text-sm text-ink-2">{t("link.rule")}</p>
        {!problem?.about("/password") && <DoorProblem problem={problem} wait={wait} />}
        <Button type="submit" tone="primary" disabled={busy || wait > 0} className="h-8">
          {t(invited ? "link.enter" : "link.save")}
        </Button>
        {invited && canPasskey && <PasskeyButton label="link.passkey" busy={busy} onUse={() => void enter(() => enterInvited(secret, deviceOf(navigator.userAgent)))} />}
        {invited && <ProviderButtons secret={secret} onProblem={setProblem} />}
      </form>
    </Door>
  );
}
