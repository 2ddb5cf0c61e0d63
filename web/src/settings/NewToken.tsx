import { useState, type FormEvent } from "react";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { Modal } from "../parts/modal";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client } from "../wire/queries";
import { ShownSecret } from "./ShownSecret";
import { tokensKey } from "./Tokens";

const SCOPES = ["read", "write", "administer", "scim"] as const;
const LIVES = [7, 30, 90, 365] as const;
const OWN = "";

/** A new secret for a program: what it may, for how long; then the secret itself, once. */
export default function NewToken({ admin, onClose }: { admin: boolean; onClose: () => void }) {
  const { t, count } = useText();
  const { busy, problem, send } = useSending();
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const scopes = SCOPES.filter((scope) => word(`scope-${scope}`) === "on");
    await send(async () => {
      const made = await ask(wire.POST("/v1/tokens", { body: { name: word("name"), scopes, days: Number(word("days")), role: word("role") || undefined } }));
      setSecret(made.token);
      await client.invalidateQueries({ queryKey: tokensKey });
    });
  };
  if (secret) return <ShownSecret title={t("tokens.shown.title")} body={t("tokens.shown.body")} secret={secret} onClose={onClose} />;
  const offered = SCOPES.filter((scope) => admin || scope === "read" || scope === "write");
  return (
    <Modal title={t("tokens.new")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <TextField label={t("tokens.for")} name="name" problem={problem} autoFocus autoComplete="off" />
        {admin && (
          <SelectField
            label={t("tokens.actsas")}
            name="role"
            problem={problem}
            defaultValue={OWN}
            options={[
              { value: OWN, label: t("tokens.asme") },
              { value: "integration", label: t("tokens.ofworkspace", { role: t("userrole.integration") }) },
              { value: "admin", label: t("tokens.ofworkspace", { role: t("userrole.admin") }) },
            ]}
          />
        )}
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm font-medium text-ink-2">{t("tokens.scopes")}</legend>
          {offered.map((scope) => (
            <label key={scope} className="inline-flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
              <input type="checkbox" name={`scope-${scope}`} defaultChecked={scope === "read"} className="size-4 accent-(--accent)" />
              {t(`scope.${scope}`)}
            </label>
          ))}
          <p className="text-sm text-ink-2">{t("tokens.noscope")}</p>
        </fieldset>
        <SelectField label={t("tokens.life")} name="days" problem={problem} defaultValue="90" options={LIVES.map((days) => ({ value: String(days), label: count("deal.days", days) }))} />
        <Objection problem={problem} shown={["/name", "/role", "/days"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("tokens.create")}
        </FormEnd>
      </form>
    </Modal>
  );
}
