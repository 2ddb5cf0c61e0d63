import { useRef, type FormEvent } from "react";
import { Button } from "../parts/controls";
import { FormEnd, Objection, SelectField, TextField, words, type Option } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import { ask, wire, type Team, type User } from "../wire/client";
import { changeTeam, changeUser, dissolveTeam, move, reloadPeople } from "./change";
import { invite } from "./Invitations";
import { ROLES } from "./roles";
import { fits, teamChoices, type Mover } from "./tree";

const INDENT = "\u2003"; // an em space: a list to choose from cannot be styled

function useTeamOptions(teams: readonly Team[], nothing: string): Option[] {
  return [{ value: "", label: nothing }, ...teamChoices(teams).map(({ team, depth }) => ({ value: team.id, label: INDENT.repeat(depth) + team.name }))];
}

/** The other way to move somebody, without a mouse. */
export function MoveDialog({ what, teams, onClose }: { what: Mover; teams: readonly Team[]; onClose: () => void }) {
  const { t } = useText();
  const here = what.kind === "user" ? what.user.team : what.team.parent;
  const possible = teams.filter((team) => team.id === here || fits(what, team, teams));
  const options = useTeamOptions(possible, t(what.kind === "user" ? "people.noteam" : "people.top"));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const to = words(event.currentTarget)("team");
    onClose();
    void move(what, teams.find(({ id }) => id === to) ?? null);
  };
  return (
    <Modal title={t("people.move.title", { name: what.kind === "user" ? what.user.name : what.team.name })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <SelectField label={t(what.kind === "user" ? "people.team" : "people.parent")} name="team" defaultValue={here ?? ""} options={options} autoFocus />
        <p className="text-sm text-ink-2">{t("people.move.when")}</p>
        <FormEnd onCancel={onClose}>{t("people.move.do")}</FormEnd>
      </form>
    </Modal>
  );
}

/** Somebody new, or what is known of somebody. */
export function PersonDialog({ user, teams, onClose, onLink }: { user: User | null; teams: readonly Team[]; onClose: () => void; onLink: (link: string) => void }) {
  const { t, lang } = useText();
  const { busy, problem, send } = useSending();
  const added = useRef<User | null>(null);
  const options = useTeamOptions(teams, t("people.noteam"));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const extra = ROLES.filter((role) => role !== word("role") && word(`also-${role}`) === "on");
    let link: string | null = null;
    const done = await send(async (key) => {
      if (user) {
        await changeUser(user, {
          name: word("name"),
          email: word("email") || null,
          team: word("team") || null,
          role: word("role"),
          extra_roles: extra.length > 0 ? extra : null,
          ...(user.inactive && { inactive: null }),
        });
        return;
      }
      const body = { name: word("name"), email: word("email") || undefined, team: word("team") || undefined, role: word("role"), extra_roles: extra.length > 0 ? extra : undefined };
      // Whoever is there already is not added twice when only the letter failed.
      added.current ??= await ask(wire.POST("/v1/users", { params: { header: { "Idempotency-Key": key } }, body }));
      await reloadPeople();
      if (word("invite") === "on" && body.email) link = await invite({ user: added.current.id, email: body.email, language: lang });
    });
    if (!done) return;
    onClose();
    if (link) onLink(link);
    else showToast({ text: t("toast.saved") });
  };
  return (
    <Modal title={user ? (user.inactive ? t("people.return.title", { name: user.name }) : t("people.edit.title", { name: user.name })) : t("people.add.title")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <TextField label={t("people.name")} name="name" problem={problem} defaultValue={user?.name} autoFocus autoComplete="off" />
        <TextField label={t("people.email")} name="email" type="email" problem={problem} defaultValue={user?.email} maxLength={320} autoComplete="off" />
        <SelectField label={t("people.team")} name="team" problem={problem} defaultValue={user?.team ?? ""} options={options} />
        <RoleFields user={user} problem={problem} />
        {!user && (
          <label className="inline-flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
            <input type="checkbox" name="invite" defaultChecked className="size-4 accent-(--accent)" />
            {t("invite.letter")}
          </label>
        )}
        <Objection problem={problem} shown={["/name", "/email", "/team", "/role"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("dialog.save")}
        </FormEnd>
      </form>
    </Modal>
  );
}

function RoleFields({ user, problem }: { user: User | null; problem: Parameters<typeof Objection>[0]["problem"] }) {
  const { t } = useText();
  return (
    <>
      <SelectField label={t("people.role")} name="role" problem={problem} defaultValue={user?.role ?? "rep"} options={ROLES.map((role) => ({ value: role, label: t(`userrole.${role}`) }))} />
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="mb-1 text-sm font-medium text-ink-2">{t("people.alsorole")}</legend>
        {ROLES.slice(1).map((role) => (
          <label key={role} className="inline-flex min-h-6 items-center gap-1.5 pointer-coarse:min-h-11">
            <input type="checkbox" name={`also-${role}`} defaultChecked={user?.extra_roles?.includes(role)} className="size-4 accent-(--accent)" />
            {t(`userrole.${role}`)}
          </label>
        ))}
      </fieldset>
      <p className="text-sm text-ink-2">{t("people.role.help")}</p>
    </>
  );
}

/** A new team, or what is known of one. */
export function TeamDialog({ team, teams, users, onClose }: { team: Team | null; teams: readonly Team[]; users: readonly User[]; onClose: () => void }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const possible = team ? teams.filter((other) => other.id === team.parent || fits({ kind: "team", team }, other, teams)) : teams;
  const parents = useTeamOptions(possible, t("people.top"));
  const managers = [{ value: "", label: t("people.nomanager") }, ...users.filter(({ inactive, id }) => !inactive || id === team?.manager).map(({ id, name }) => ({ value: id, label: name }))];
  const finish = (done: boolean) => {
    if (!done) return;
    onClose();
    showToast({ text: t("toast.saved") });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const facts = { parent: word("parent"), manager: word("manager"), region: word("region") };
    finish(
      await send(async (key) => {
        if (team) await changeTeam(team, { name: word("name"), parent: facts.parent || null, manager: facts.manager || null, region: facts.region || null });
        else {
          await ask(wire.POST("/v1/teams", { params: { header: { "Idempotency-Key": key } }, body: { name: word("name"), parent: facts.parent || undefined, manager: facts.manager || undefined, region: facts.region || undefined } }));
          await reloadPeople();
        }
      }),
    );
  };
  return (
    <Modal title={team ? t("people.edit.title", { name: team.name }) : t("people.newteam")} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3" noValidate>
        <TextField label={t("people.name")} name="name" problem={problem} defaultValue={team?.name} autoFocus autoComplete="off" />
        <SelectField label={t("people.parent")} name="parent" problem={problem} defaultValue={team?.parent ?? ""} options={parents} />
        <SelectField label={t("userrole.manager")} name="manager" problem={problem} defaultValue={team?.manager ?? ""} options={managers} />
        <TextField label={t("deal.region")} name="region" problem={problem} defaultValue={team?.region} autoComplete="off" />
        <Objection problem={problem} shown={["/name", "/parent", "/manager", "/region"]} />
        <div className="flex items-start">
          {team && (
            <Button tone="lineLost" disabled={busy} onClick={() => void send(() => dissolveTeam(team)).then(finish)}>
              {t("people.dissolve")}
            </Button>
          )}
          <div className="flex-1" />
          <FormEnd onCancel={onClose} busy={busy}>
            {t("dialog.save")}
          </FormEnd>
        </div>
      </form>
    </Modal>
  );
}
