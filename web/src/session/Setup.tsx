import "../people/words";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent, type ReactNode } from "react";
import { STARTERS } from "../board/starter";
import { Button, StageMark } from "../parts/controls";
import { Objection, SelectField, TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { CalendarFields, CURRENCIES } from "../settings/calendar";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client, pipelinesQuery, sessionQuery } from "../wire/queries";
import { Door } from "./Door";
import { enterAs } from "./enter";
import { InviteRows } from "./InviteRows";
import { DoorProblem, useWait } from "./Waiting";

const STEPS = ["workspace", "pipeline", "people"] as const;
type Step = (typeof STEPS)[number];

/** The first run: a workspace and its admin, a pipeline to begin with, the first people. Only the first step has to be done here. */
export function Setup() {
  const { t } = useText();
  const navigate = useNavigate();
  const setup = useQuery({ queryKey: ["setup"], queryFn: ({ signal }) => ask(wire.GET("/v1/setup", { signal })), retry: false, staleTime: Infinity });
  const [step, setStep] = useState<Step>("workspace");
  if (step === "pipeline") return <FirstPipelineStep onDone={() => setStep("people")} />;
  if (step === "people") {
    return (
      <Framed step="people" lead={t("setup.people.lead")}>
        <InviteRows done={t("setup.finish")} onDone={() => void navigate({ to: "/", replace: true })} />
      </Framed>
    );
  }
  if (setup.data && !setup.data.needed) {
    return (
      <Door title={t("setup.already")} lead={t("setup.already.lead")}>
        <Link to="/sign-in" className="self-start text-accent-ink underline underline-offset-4">
          {t("door.back")}
        </Link>
      </Door>
    );
  }
  return <Founding onDone={() => setStep("pipeline")} />;
}

function Framed({ step, lead, children }: { step: Step; lead: string; children: ReactNode }) {
  const { t, whole } = useText();
  return (
    <Door wide title={t(`setup.${step}`)} lead={lead}>
      <p className="-mt-3 text-sm text-ink-2">{t("setup.step", { n: whole(STEPS.indexOf(step) + 1), of: whole(STEPS.length) })}</p>
      {children}
    </Door>
  );
}

function Founding({ onDone }: { onDone: () => void }) {
  const { t, lang } = useText();
  const { busy, problem, send } = useSending();
  const wait = useWait(problem);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const done = await send(async () => {
      const opened = await ask(
        wire.POST("/v1/setup", {
          body: {
            code: word("code"),
            workspace: word("workspace"),
            currency: word("currency"),
            time_zone: word("time_zone"),
            fiscal_year_start: Number(word("fiscal_year_start")),
            name: word("name"),
            email: word("email"),
            password: word("password"),
          },
        }),
      );
      enterAs(opened);
    });
    if (done) onDone();
  };
  const shown = ["/code", "/workspace", "/currency", "/time_zone", "/fiscal_year_start", "/name", "/email", "/password"];
  return (
    <Framed step="workspace" lead={t("setup.workspace.lead")}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" noValidate>
        <TextField label={t("setup.code")} name="code" problem={problem} autoFocus autoComplete="off" autoCapitalize="characters" className="font-mono" />
        <TextField label={t("setup.organisation")} name="workspace" problem={problem} autoComplete="organization" />
        <SelectField label={t("settings.currency")} name="currency" problem={problem} defaultValue={lang === "id" || zone.startsWith("Asia/Jakarta") ? "IDR" : "USD"} options={CURRENCIES.map((code) => ({ value: code, label: code }))} />
        <CalendarFields problem={problem} under="" week={false} calendar={{ time_zone: zone || "UTC", week_start: "monday", fiscal_year_start: 1 }} />
        <div className="grid gap-4 border-t border-line pt-4">
          <p className="text-ink-2">{t("setup.admin")}</p>
          <TextField label={t("people.name")} name="name" problem={problem} autoComplete="name" />
          <TextField label={t("signin.email")} name="email" type="email" maxLength={320} problem={problem} autoComplete="username" />
          <TextField label={t("signin.password")} name="password" type="password" maxLength={1000} problem={problem} autoComplete="new-password" />
          <p className="-mt-2 text-sm text-ink-2">{t("link.rule")}</p>
        </div>
        {wait > 0 ? <DoorProblem problem={problem} wait={wait} /> : <Objection problem={problem} shown={shown} />}
        <Button type="submit" tone="primary" disabled={busy || wait > 0} className="h-8">
          {t("setup.make")}
        </Button>
      </form>
    </Framed>
  );
}

/** A pipeline to begin with, or none: an export brings its own. */
function FirstPipelineStep({ onDone }: { onDone: () => void }) {
  const { t, lang } = useText();
  const { busy, problem, send } = useSending();
  const starter = STARTERS[lang];
  const start = async () => {
    const done = await send(async (key) => {
      await ask(wire.POST("/v1/pipelines", { params: { header: { "Idempotency-Key": key } }, body: starter }));
      await client.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
      await client.ensureQueryData(sessionQuery);
    });
    if (done) onDone();
  };
  return (
    <Framed step="pipeline" lead={t("setup.pipeline.lead")}>
      <ol className="border-t border-line">
        {starter.stages?.map((stage, index) => (
          <li key={stage.name} className="flex items-baseline gap-2.5 border-b border-line py-2">
            <StageMark index={index} />
            <span>
              <span className="font-medium">{stage.name}</span>
              <span className="block text-sm text-ink-2">{stage.buyer_action}</span>
            </span>
          </li>
        ))}
      </ol>
      <Objection problem={problem} />
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" disabled={busy} className="h-8" onClick={() => void start()}>
          {t("setup.pipeline.take")}
        </Button>
        <Button tone="line" disabled={busy} className="h-8" onClick={onDone}>
          {t("setup.pipeline.skip")}
        </Button>
      </div>
    </Framed>
  );
}
