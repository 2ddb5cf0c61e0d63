import type { paths } from "../wire/schema";
import { preferences } from "../frame/preferences";
import { showToast } from "../parts/toasts";
import { say } from "../text/say";
import { ask, match, wire, type Team, type User } from "../wire/client";
import { asProblem } from "../wire/problem";
import { client, teamsQuery, usersQuery } from "../wire/queries";
import type { Mover } from "./tree";

type Patch<P extends "/v1/users/{id}" | "/v1/teams/{id}"> = paths[P]["patch"]["requestBody"]["content"]["application/merge-patch+json"];
export type UserPatch = Patch<"/v1/users/{id}">;
export type TeamPatch = Patch<"/v1/teams/{id}">;

const merge = { "Content-Type": "application/merge-patch+json" };

/** Changes a person; everything that shows people has the answer when it resolves. */
export async function changeUser(user: User, body: UserPatch): Promise<User> {
  const after = await ask(wire.PATCH("/v1/users/{id}", { params: { path: { id: user.id }, header: { "If-Match": match(user.version) } }, body, headers: merge }));
  take(usersQuery.queryKey, after);
  return after;
}

export async function changeTeam(team: Team, body: TeamPatch): Promise<Team> {
  const after = await ask(wire.PATCH("/v1/teams/{id}", { params: { path: { id: team.id }, header: { "If-Match": match(team.version) } }, body, headers: merge }));
  take(teamsQuery.queryKey, after);
  return after;
}

export async function dissolveTeam(team: Team): Promise<void> {
  await ask(wire.DELETE("/v1/teams/{id}", { params: { path: { id: team.id }, header: { "If-Match": match(team.version) } } }));
  await reloadPeople();
}

export function reloadPeople(): Promise<unknown> {
  return Promise.all([client.invalidateQueries({ queryKey: usersQuery.queryKey }), client.invalidateQueries({ queryKey: teamsQuery.queryKey })]);
}

function take<T extends User | Team>(key: readonly unknown[], after: T): void {
  client.setQueryData<T[]>(key, (all) => all?.map((one) => (one.id === after.id ? after : one)));
}

/** Moves a person or a team; says so with a way back, or says why not. */
export async function move(what: Mover, to: Team | null, undoing = false): Promise<void> {
  const { lang } = preferences.get();
  const place = to?.name ?? say(lang, what.kind === "user" ? "people.noteam" : "people.top");
  const name = what.kind === "user" ? what.user.name : what.team.name;
  const from = what.kind === "user" ? what.user.team : what.team.parent;
  if ((from ?? "") === (to?.id ?? "")) return;
  try {
    const moved: Mover =
      what.kind === "user"
        ? { kind: "user", user: await changeUser(what.user, { team: to?.id ?? null }) }
        : { kind: "team", team: await changeTeam(what.team, { parent: to?.id ?? null }) };
    const back = (client.getQueryData(teamsQuery.queryKey) ?? []).find(({ id }) => id === from) ?? null;
    showToast({
      text: say(lang, "people.moved", { name, place }),
      action: undoing ? undefined : { label: say(lang, "toast.undo"), run: () => void move(moved, back, true) },
    });
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 412) await reloadPeople();
    showToast({ text: say(lang, "people.unmoved", { name, why: problem.code === "network" ? say(lang, "error.offline") : problem.message }) });
  }
}
