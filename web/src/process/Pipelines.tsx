import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { Page } from "../parts/page";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client, pipelinesQuery, sessionQuery } from "../wire/queries";
import { templatesQuery } from "./designs";

/** All pipelines of the workspace, and the way to another one. */
export function Pipelines() {
  const { t, count } = useText();
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t("design.pipelines")}
      bar={null}
      lead={t("design.lead")}
      actions={
        session.roles.includes("admin") && (
          <Button tone="primary" onClick={() => setAdding(true)}>
            <Plus size={15} aria-hidden />
            {t("design.new")}
          </Button>
        )
      }
    >
      <ul className="mt-6 divide-y divide-line border-y border-line">
        {pipelines.map(({ id, name, stages }) => (
          <li key={id}>
            <Link to="/settings/pipelines/$id" params={{ id }} className="flex min-h-11 items-center gap-4 px-1 hover:bg-hover">
              <span className="flex-1 font-medium">{name}</span>
              <span className="text-ink-2">{count("design.stages", stages.length)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {adding && <FromTemplate onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** A pipeline begins with a template: what is wrong for the workspace is changed afterwards. */
function FromTemplate({ onClose }: { onClose: () => void }) {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery(lang)).data ?? [];
  const { busy, problem, send } = useSending();
  const [chosen, setChosen] = useState("classic");
  const submit = async (form: HTMLFormElement) => {
    const template = templates.find(({ key }) => key === chosen);
    if (!template) return;
    await send(async (key) => {
      const { id } = await ask(wire.POST("/v1/pipelines", { params: { header: { "Idempotency-Key": key } }, body: { ...template.pipeline, name: words(form)("name") || template.name } }));
      await client.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
      onClose();
      await navigate({ to: "/settings/pipelines/$id", params: { id } });
    });
  };
  return (
    <Modal title={t("design.new")} onClose={onClose} wide>
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <TextField label={t("design.name")} name="name" placeholder={templates.find(({ key }) => key === chosen)?.name} problem={problem} />
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm font-medium text-ink-2">{t("design.template")}</legend>
          {templates.map(({ key, name, about }) => (
            <label key={key} className="flex items-start gap-2.5 rounded-card border border-line p-2.5 hover:bg-hover has-checked:border-primary">
              <input type="radio" name="template" value={key} checked={chosen === key} onChange={() => setChosen(key)} className="mt-1" />
              <span>
                <span className="font-medium">{name}</span>
                <span className="block text-sm text-ink-2">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Objection problem={problem} shown={["/name"]} />
        <FormEnd onCancel={onClose} busy={busy || templates.length === 0}>
          {t("design.create")}
        </FormEnd>
      </form>
    </Modal>
  );
}
