import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Objection, FormEnd, SelectField, TextField, words } from "../parts/form";
import { Page } from "../parts/page";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, match, wire } from "../wire/client";
import { client, sessionQuery } from "../wire/queries";
import { CalendarFields, CURRENCIES, SETTING_POINTERS } from "./calendar";

/** What every figure of the workspace is told in: currency, zone, weeks, fiscal years. */
export function WorkspacePage() {
  const { t } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { id } = session.workspace;
  const workspace = useQuery({ queryKey: ["workspace", id], queryFn: ({ signal }) => ask(wire.GET("/v1/workspaces/{id}", { signal, params: { path: { id } } })) });
  const { busy, problem, send } = useSending();
  const [saved, setSaved] = useState(0);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const { data } = workspace;
    if (!data) return;
    const body = {
      name: word("name"),
      currency: word("currency"),
      calendar: { ...data.calendar, time_zone: word("time_zone"), week_start: word("week_start"), fiscal_year_start: Number(word("fiscal_year_start")) },
    };
    const done = await send(async () => {
      const after = await ask(wire.PATCH("/v1/workspaces/{id}", { params: { path: { id }, header: { "If-Match": match(data.version) } }, body, headers: { "Content-Type": "application/merge-patch+json" } }));
      client.setQueryData(["workspace", id], after);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    });
    if (!done) return void workspace.refetch();
    setSaved(saved + 1);
    showToast({ text: t("toast.saved") });
  };
  return (
    <Page title={t("settings.workspace")} bar={null} lead={t("settings.workspace.lead")}>
      {workspace.error && (
        <p role="alert" className="mt-4 text-lost">
          {workspace.error.message}
        </p>
      )}
      {workspace.data && (
        <form key={`${workspace.data.version} ${saved}`} onSubmit={(event) => void submit(event)} className="mt-5 grid max-w-100 gap-3" noValidate>
          <TextField label={t("people.name")} name="name" problem={problem} defaultValue={workspace.data.name} />
          <SelectField label={t("settings.currency")} name="currency" problem={problem} defaultValue={workspace.data.currency} options={[...new Set([workspace.data.currency, ...CURRENCIES])].map((code) => ({ value: code, label: code }))} />
          <CalendarFields problem={problem} calendar={workspace.data.calendar} />
          <Objection problem={problem} shown={SETTING_POINTERS} />
          <FormEnd busy={busy}>{t("dialog.save")}</FormEnd>
        </form>
      )}
    </Page>
  );
}
