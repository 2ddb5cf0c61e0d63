import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";
import { ask, wire, type Session } from "../wire/client";
import { asProblem, type Problem } from "../wire/problem";
import { sessionQuery } from "../wire/queries";
import { Door } from "./Door";
import { enterAs } from "./enter";
import { leftOnPurpose } from "./leaving";
import { PasskeyButton, ProviderButtons } from "./OtherWays";
import { canPasskey, enterByPasskey } from "./passkey";
import { DoorProblem, useWait } from "./Waiting";

type Body = { email: string; password: string; workspace?: string } | { demo: true };
const byBody = (body: Body) => (): Promise<Session> => ask(wire.POST("/v1/session", { body }));

/**
 * The door. A demo opens by itself, once: who signed out of it on purpose
 * finds a button instead, or there would be no way out. A server without a
 * workspace leads on to where the first one is made.
 */
export function SignIn() {
  const { t } = useText();
  const navigate = useNavigate();
  const { next, refused } = useSearch({ from: "/sign-in" });
  const session = useQuery({ ...sessionQuery, retry: false, staleTime: 0, refetchOnMount: "always" });
  const demo = session.error ? asProblem(session.error).details.demo === true : false;
  const setup = useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => ask(wire.GET("/v1/setup", { signal })), enabled: session.isError && !demo, retry: false });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const wait = useWait(problem);

  const enter = async (open: () => Promise<Session>) => {
    setBusy(true);
    setProblem(null);
    try {
      enterAs(await open());
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
    if (demo && !leftOnPurpose()) void enter(byBody({ demo: true }));
  }, [demo]);
  useEffect(() => {
    if (setup.data?.needed) void navigate({ to: "/setup", replace: true });
  }, [setup.data]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void enter(byBody({ email: String(form.get("email")), password: String(form.get("password")), workspace: String(form.get("workspace") ?? "") || undefined }));
  };
  const choices = problem?.details.choices ?? [];

  return (
    <Door title={t("signin.title")}>
      {demo && busy ? (
        <p role="status" className="text-ink-2">
          {t("signin.opening")}
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
          <Field label={t("signin.email")} error={problem?.about("/email")}>
            {(id, described) => <input id={id} name="email" type="email" autoComplete="username webauthn" required aria-describedby={described} className={fieldClass} />}
          </Field>
          <Field label={t("signin.password")} error={problem?.about("/password")}>
            {(id, described) => <input id={id} name="password" type="password" autoComplete="current-password" required aria-describedby={described} className={fieldClass} />}
          </Field>
          {choices.length > 0 && (
            <Field label={t("signin.workspace")}>
              {(id) => (
                <select id={id} name="workspace" autoFocus className={fieldClass}>
                  {choices.map((choice) => (
                    <option key={choice.id} value={choice.id}>
                      {choice.name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {refused && !problem && (
            <p role="alert" className="text-lost">
              {t("signin.refused")}
            </p>
          )}
          <DoorProblem problem={problem} wait={wait} />
          <Button type="submit" tone="primary" disabled={busy || wait > 0} className="h-8">
            {t("signin.go")}
          </Button>
          {demo && (
            <Button tone="line" disabled={busy} className="h-8" onClick={() => void enter(byBody({ demo: true }))}>
              {t("signin.demo")}
            </Button>
          )}
          {!demo && (
            <>
              {canPasskey && <PasskeyButton label="signin.passkey" busy={busy} onUse={() => void enter(enterByPasskey)} />}
              <ProviderButtons onProblem={setProblem} />
            </>
          )}
          <Link to="/forgotten" className="self-start text-accent-ink underline underline-offset-4">
            {t("signin.forgotten")}
          </Link>
        </form>
      )}
    </Door>
  );
}
