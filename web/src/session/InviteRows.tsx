import { useRef, useState, type FormEvent } from "react";
import { Button, fieldClass } from "../parts/controls";
import { words } from "../parts/form";
import { ROLES } from "../people/roles";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { asProblem, Problem } from "../wire/problem";

type Row = { state: "open" | "sent"; link?: string; problem?: Problem };
const AT_FIRST = 3;

/** A few people to invite at once; each line says what became of it. */
export function InviteRows({ done, onDone }: { done: string; onDone: () => void }) {
  const { t, lang } = useText();
  const [rows, setRows] = useState<Row[]>(Array.from({ length: AT_FIRST }, () => ({ state: "open" })));
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const set = (at: number, row: Row) => setRows((now) => now.map((old, index) => (index === at ? row : old)));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    setBusy(true);
    let left = false;
    for (const [at, row] of rows.entries()) {
      const email = word(`email-${at}`);
      if (row.state === "sent" || !email) {
        left ||= row.link !== undefined;
        continue;
      }
      try {
        const sent = await ask(wire.POST("/v1/invitations", { body: { email, role: word(`role-${at}`), language: lang } }));
        set(at, { state: "sent", link: sent.link });
        left ||= sent.link !== undefined;
      } catch (error) {
        set(at, { state: "open", problem: asProblem(error) });
        left = true;
      }
    }
    setBusy(false);
    // A link that nobody mails has to be read before it is gone.
    if (!left) onDone();
  };
  const links = rows.some(({ link }) => link);
  return (
    <form ref={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-2" noValidate>
      {rows.map(({ state, link, problem }, at) => (
        <div key={at}>
          <div className="grid grid-cols-[minmax(0,1fr)_140px] gap-2">
            <input name={`email-${at}`} type="email" maxLength={320} aria-label={t("invite.email", { n: at + 1 })} placeholder={t("signin.email")} readOnly={state === "sent"} autoComplete="off" className={fieldClass} />
            <select name={`role-${at}`} aria-label={t("invite.role", { n: at + 1 })} disabled={state === "sent"} className={fieldClass}>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`userrole.${role}`)}
                </option>
              ))}
            </select>
          </div>
          {problem && (
            <p role="alert" className="text-sm text-lost">
              {problem.code === "network" ? t("error.offline") : problem.message}
            </p>
          )}
          {state === "sent" && (
            <p role="status" className="text-sm text-won">
              {link ? t("invite.hand") : t("invite.sent")}
            </p>
          )}
          {link && <input readOnly value={link} aria-label={t("invite.link", { n: at + 1 })} onFocus={(event) => event.target.select()} className={`${fieldClass} mt-1 font-mono text-sm`} />}
        </div>
      ))}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="submit" tone="primary" disabled={busy} className="h-8">
          {t("invite.all")}
        </Button>
        <Button disabled={busy} className="h-8" onClick={() => setRows((now) => [...now, { state: "open" }])}>
          {t("invite.more")}
        </Button>
        <div className="flex-1" />
        <Button tone={links ? "primary" : "line"} disabled={busy} className="h-8" onClick={onDone}>
          {done}
        </Button>
      </div>
    </form>
  );
}
