import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useId } from "react";
import { Button, fieldClass } from "../parts/controls";
import { ROLES } from "../people/roles";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";
import { usersQuery } from "../wire/queries";
import { replaced, swapped } from "./definition";
import { IconButton } from "./IconButton";
import type { Approver, Level } from "./policies";

/** Who is asked, step after step; those of one step at the same time. Nobody answers for themselves, whoever is named here. */
export function Levels({ levels, problem, onChange }: { levels: readonly Level[]; problem: Problem | null; onChange: (levels: Level[]) => void }) {
  const { t } = useText();
  const wrong = problem?.details.errors?.find(({ pointer }) => pointer === "/steps")?.detail;
  return (
    <section aria-label={t("policies.steps")}>
      <h2 className="text-sm font-medium text-ink-2">{t("policies.steps")}</h2>
      <p className="text-sm text-ink-2">{t("policies.foureyes")}</p>
      <ol className="mt-1 flex flex-col gap-2">
        {levels.map((level, at) => (
          <li key={at} className="rounded-card border border-line p-3">
            <div className="flex items-center gap-1">
              <h3 className="flex-1 font-medium">{t("approvals.step", { n: at + 1 })}</h3>
              <IconButton label={t("policies.up", { n: at + 1 })} disabled={at === 0} onClick={() => onChange(swapped(levels, at, -1))}>
                <ArrowUp size={15} aria-hidden />
              </IconButton>
              <IconButton label={t("policies.down", { n: at + 1 })} disabled={at === levels.length - 1} onClick={() => onChange(swapped(levels, at, 1))}>
                <ArrowDown size={15} aria-hidden />
              </IconButton>
              <IconButton label={t("policies.step.remove", { n: at + 1 })} disabled={levels.length === 1} onClick={() => onChange(levels.filter((_, index) => index !== at))}>
                <X size={15} aria-hidden />
              </IconButton>
            </div>
            <One level={level} n={at + 1} here={`/steps/${at}/approvers`} problem={problem} onChange={(next) => onChange(replaced(levels, at, next))} />
          </li>
        ))}
      </ol>
      {wrong && (
        <p role="alert" className="text-sm text-lost">
          {wrong}
        </p>
      )}
      <Button tone="link" className="mt-1 -ml-2.5" onClick={() => onChange([...levels, { approvers: [{ role: "finance" }] }])}>
        <Plus size={14} aria-hidden />
        {t("policies.step.add")}
      </Button>
    </section>
  );
}

function One({ level, n, here, problem, onChange }: { level: Level; n: number; here: string; problem: Problem | null; onChange: (level: Level) => void }) {
  const { t } = useText();
  const name = useId();
  const approvers = level.approvers ?? [];
  const wrong = problem?.about(here);
  const put = (next: Approver[]) => onChange({ ...level, approvers: next });
  return (
    <div className="mt-1 flex flex-col gap-2">
      {approvers.map((approver, at) => (
        <div key={at} className="flex items-center gap-1">
          <Who approver={approver} label={t("policies.who", { n, k: at + 1 })} onChange={(next) => put(replaced(approvers, at, next))} />
          <IconButton label={t("policies.who.remove", { n, k: at + 1 })} disabled={approvers.length === 1} onClick={() => put(approvers.filter((_, index) => index !== at))}>
            <X size={15} aria-hidden />
          </IconButton>
        </div>
      ))}
      {wrong && (
        <p role="alert" className="text-sm text-lost">
          {wrong}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-x-4">
        {approvers.length > 1 &&
          ([false, true] as const).map((any) => (
            <label key={String(any)} className="flex min-h-7 items-center gap-1.5 pointer-coarse:min-h-11">
              <input type="radio" name={name} checked={Boolean(level.any) === any} onChange={() => onChange({ ...level, any: any || undefined })} />
              {t(any ? "policies.any" : "policies.all")}
            </label>
          ))}
        <Button tone="link" className="-ml-2.5" onClick={() => put([...approvers, { role: "finance" }])}>
          <Plus size={14} aria-hidden />
          {t("policies.who.add")}
        </Button>
      </div>
    </div>
  );
}

/** The manager, anybody with a role, or a person: one choice among all of them. */
function Who({ approver: { manager, role, user }, label, onChange }: { approver: Approver; label: string; onChange: (approver: Approver) => void }) {
  const { t } = useText();
  const users = (useQuery(usersQuery).data ?? []).filter(({ id, inactive }) => !inactive || id === user);
  const choose = (value: string) => {
    const [kind, id = ""] = value.split(" ");
    onChange(kind === "manager" ? { manager: true } : kind === "role" ? { role: id } : { user: id });
  };
  return (
    <select aria-label={label} value={manager ? "manager" : role ? `role ${role}` : `user ${user}`} onChange={(event) => choose(event.target.value)} className={`${fieldClass} max-w-100`}>
      <option value="manager">{t("policies.manager")}</option>
      <optgroup label={t("policies.roles")}>
        {ROLES.map((each) => (
          <option key={each} value={`role ${each}`}>
            {t("approvals.anyrole", { role: t(`userrole.${each}`) })}
          </option>
        ))}
      </optgroup>
      <optgroup label={t("nav.people")}>
        {users.map(({ id, name }) => (
          <option key={id} value={`user ${id}`}>
            {name}
          </option>
        ))}
      </optgroup>
    </select>
  );
}
