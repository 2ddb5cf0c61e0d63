import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { accept } from "../live/cache";
import { Button, Field, fieldClass } from "../parts/controls";
import { idempotencyKey } from "../parts/idempotency";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { asProblem, Problem } from "../wire/problem";
import { client, pipelinesQuery, sessionQuery, usersQuery } from "../wire/queries";
import { AccountPicker, type Picked } from "./AccountPicker";
import { titleOf } from "./act";

/** A new deal, with little to fill in: the server checks it, and what it says lands on the field it is about. */
export default function NewDeal({ pipeline: id, onClose }: { pipeline: string; onClose: () => void }) {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const pipeline = (useQuery(pipelinesQuery).data ?? []).find((candidate) => candidate.id === id);
  const users = useQuery(usersQuery).data ?? [];
  const session = useQuery({ ...sessionQuery, enabled: false }).data;
  const me = session?.user.id;
  const [company, setCompany] = useState("");
  const [picked, setPicked] = useState<Picked | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  // One key per dialog: a second press of the button is the same deal.
  const key = useRef(idempotencyKey());
  const accountKey = useRef(idempotencyKey());
  const currency = pipeline?.currency || session?.workspace.currency || "";

  /** The company is there from now on, even if the deal is refused: it is not added twice. */
  const addAccount = async (name: string): Promise<string> => {
    try {
      const { id: added } = await ask(wire.POST("/v1/accounts", { params: { header: { "Idempotency-Key": accountKey.current } }, body: { name } }));
      void client.invalidateQueries({ queryKey: ["accounts"] });
      setPicked({ id: added, name });
      return added;
    } catch (error) {
      const problem = asProblem(error);
      if (!problem.passing) accountKey.current = idempotencyKey();
      const about = problem.about("/name");
      throw about ? new Problem(problem.status, { code: problem.code, errors: [{ pointer: "/account", code: problem.code, detail: about }] }) : problem;
    }
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const amount = field("value") ? readAmount(lang, field("value")) : undefined;
    const wrong = [
      ...(company.trim() && !picked ? [{ pointer: "/account", code: "unknown", detail: t("new.account.unknown") }] : []),
      ...(amount === null ? [{ pointer: "/value", code: "amount", detail: t("new.badvalue", { example: writeAmount(lang, "125000000") }) }] : []),
    ];
    if (wrong.length > 0) {
      setProblem(new Problem(422, { errors: wrong }));
      return;
    }
    setBusy(true);
    try {
      const account = picked ? (picked.id ?? (await addAccount(picked.name))) : undefined;
      const deal = await ask(
        wire.POST("/v1/deals", {
          params: { header: { "Idempotency-Key": key.current } },
          body: {
            name: field("name"),
            pipeline: id,
            stage: field("stage") || undefined,
            value: amount ? { amount, currency } : undefined,
            close_date: field("close_date") || undefined,
            owner: field("owner") || undefined,
            account,
          },
        }),
      );
      accept(deal);
      onClose();
      showToast({
        text: t("toast.created", { deal: titleOf(deal) }),
        action: { label: t("card.open"), run: () => void navigate({ to: "/deals/$id", params: { id: deal.id } }) },
      });
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
      // A refused body may be sent again in another form; the same key would be told apart.
      if (!asProblem(error).passing) key.current = idempotencyKey();
    }
  };

  const general = problem && !problem.details.errors?.length ? (problem.code === "network" ? t("error.offline") : problem.message) : null;
  return (
    <Modal title={t("new.title")} onClose={onClose} wide>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <Field label={t("new.name")} error={problem?.about("/name")}>
          {(field, described) => (
            <input id={field} name="name" autoFocus maxLength={200} aria-describedby={described} aria-invalid={Boolean(described)} className={fieldClass} />
          )}
        </Field>
        <Field label={t("new.account")} error={problem?.about("/account")}>
          {(field, described) => (
            <AccountPicker
              field={field}
              described={described}
              text={company}
              picked={picked}
              onText={(text) => {
                setCompany(text);
                setPicked(null);
              }}
              onPick={(choice) => {
                setCompany(choice.name);
                setPicked(choice);
              }}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("new.stage")} error={problem?.about("/stage")}>
            {(field, described) => (
              <select id={field} name="stage" aria-describedby={described} className={fieldClass}>
                {pipeline?.stages.map((stage) => (
                  <option key={stage.id} value={stage.id}>
                    {stage.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t("new.owner")} error={problem?.about("/owner")}>
            {(field, described) => (
              <select id={field} name="owner" defaultValue={me} key={users.length} aria-describedby={described} className={fieldClass}>
                {users
                  .filter(({ inactive }) => !inactive)
                  .map((user) => (
                    <option key={user.id} value={user.id}>
                      {user.name}
                    </option>
                  ))}
              </select>
            )}
          </Field>
          <Field label={t("new.value", { currency })} error={problem?.about("/value")}>
            {(field, described) => (
              <input id={field} name="value" inputMode="decimal" aria-describedby={described} aria-invalid={Boolean(described)} className={`${fieldClass} num`} />
            )}
          </Field>
          <Field label={t("new.close")} error={problem?.about("/close_date")}>
            {(field, described) => (
              <input id={field} name="close_date" type="date" aria-describedby={described} aria-invalid={Boolean(described)} className={fieldClass} />
            )}
          </Field>
        </div>
        {general && (
          <p role="alert" className="text-lost">
            {general}
          </p>
        )}
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>{t("dialog.cancel")}</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            {t("new.create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
