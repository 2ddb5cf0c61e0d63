import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { LanguageAndTheme } from "../frame/LanguageAndTheme";
import { Mark } from "../frame/Mark";
import { Button, Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import { ask, wire, type Session } from "../wire/client";
import { position } from "../wire/position";
import { asProblem, type Problem } from "../wire/problem";
import { client, sessionQuery } from "../wire/queries";
import { leftOnPurpose, rememberLeaving } from "./leaving";

/**
 * The door. A demo opens by itself, once: who signed out of it on purpose
 * finds a button instead, or there would be no way out.
 */
export function SignIn() {
  const text = useText();
  const { t } = text;
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  const session = useQuery({ ...sessionQuery, retry: false, staleTime: 0, refetchOnMount: "always" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const demo = session.error ? asProblem(session.error).details.demo === true : false;

  const enter = async (body: { email: string; password: string } | { demo: true }) => {
    setBusy(true);
    setProblem(null);
    try {
      const opened: Session = await ask(wire.POST("/v1/session", { body }));
      rememberLeaving(false);
      client.clear();
      position.forget();
      client.setQueryData(sessionQuery.queryKey, opened);
      await navigate({ href: next ?? "/", replace: true });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  useEffect(() => {
    if (session.data) void navigate({ href: next ?? "/", replace: true });
  }, [session.data]);
  useEffect(() => {
    if (demo && !leftOnPurpose()) void enter({ demo: true });
  }, [demo]);
  useEffect(() => {
    document.title = `${t("signin.title")} · Arus`;
  }, [t]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void enter({ email: String(form.get("email")), password: String(form.get("password")) });
  };

  return (
    <main className="grid h-full place-items-center bg-bg p-6">
      <div className="flex w-80 max-w-full flex-col gap-6">
        <div className="flex items-center gap-3">
          <Mark size={32} />
          <div>
            <h1 className="text-xl leading-6 font-semibold">Arus</h1>
            <p className="text-sm text-ink-3">{t("signin.motto")}</p>
          </div>
        </div>
        {demo && busy ? (
          <p role="status" className="text-ink-2">
            {t("signin.opening")}
          </p>
        ) : (
          <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
            <Field label={t("signin.email")} error={problem?.about("/email")}>
              {(id, described) => (
                <input id={id} name="email" type="email" autoComplete="username" required aria-describedby={described} className={fieldClass} />
              )}
            </Field>
            <Field label={t("signin.password")} error={problem?.about("/password")}>
              {(id, described) => (
                <input id={id} name="password" type="password" autoComplete="current-password" required aria-describedby={described} className={fieldClass} />
              )}
            </Field>
            {problem && (
              <p role="alert" className="text-lost">
                {problem.code === "network" ? t("error.offline") : problem.message}
              </p>
            )}
            <Button type="submit" tone="primary" disabled={busy} className="h-8">
              {t("signin.go")}
            </Button>
            {demo && (
              <Button tone="line" disabled={busy} className="h-8" onClick={() => void enter({ demo: true })}>
                {t("signin.demo")}
              </Button>
            )}
          </form>
        )}
        <div className="-ml-2.5 flex gap-1 border-t border-line pt-3">
          <LanguageAndTheme />
        </div>
      </div>
    </main>
  );
}
