import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { finish, order, refreshWork, type Task } from "./queries";

/** A task, done or skipped where it stands; skipping wants the reason. */
export function TaskRow({ task, late = false, here = false }: { task: Task; late?: boolean; /** On the page of its deal. */ here?: boolean }) {
  const { t, day } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const [skipping, setSkipping] = useState(false);
  const { deal, due, name, note, owner, reason = "", state } = task;
  const skip = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const why = words(event.currentTarget)("reason");
    if (await send((key) => ask(wire.POST("/v1/tasks/{id}/skip", { params: order(task, key), body: { reason: why } })).then(refreshWork))) setSkipping(false);
  };
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-48 flex-1">
          <p className="font-medium wrap-break-word">{name}</p>
          <p className="text-sm wrap-break-word text-ink-2">
            <span className={late ? "text-lost" : ""}>{day(due)}</span> · {users.find(({ id }) => id === owner)?.name ?? "…"}
            {state === "done" && ` · ${t("tasks.state.done")}`}
            {state === "skipped" && ` · ${t("tasks.state.skipped", { reason })}`}
            {note && ` · ${note}`}
            {deal && !here && (
              <>
                {" · "}
                <Link to="/deals/$id" params={{ id: deal }} className="text-accent-ink underline underline-offset-4">
                  {t("tasks.deal")}
                </Link>
              </>
            )}
          </p>
        </div>
        {state === "open" ? (
          <>
            <Button tone="line" disabled={busy} aria-label={t("tasks.done.of", { name })} onClick={() => void send((key) => finish(task, key))}>
              {t("tasks.done")}
            </Button>
            <Button disabled={busy} aria-label={t("tasks.skip.of", { name })} onClick={() => setSkipping(true)}>
              {t("tasks.skip")}
            </Button>
          </>
        ) : (
          <Button disabled={busy} aria-label={t("tasks.reopen.of", { name })} onClick={() => void send((key) => ask(wire.POST("/v1/tasks/{id}/reopen", { params: order(task, key), body: {} })).then(refreshWork))}>
            {t("tasks.reopen")}
          </Button>
        )}
      </div>
      {skipping && state === "open" && (
        <form onSubmit={(event) => void skip(event)} onKeyDown={(event) => event.key === "Escape" && setSkipping(false)} className="mt-2 flex max-w-110 flex-col gap-2" noValidate>
          <TextField label={t("tasks.skip.why")} name="reason" problem={problem} autoFocus maxLength={500} />
          <FormEnd onCancel={() => setSkipping(false)} busy={busy}>
            {t("tasks.skip")}
          </FormEnd>
        </form>
      )}
      <Objection problem={problem} shown={["/reason"]} />
    </li>
  );
}
