import type { Team, User } from "../wire/client";

/** A line of the tree as it is drawn: a team, or a person in the team above. */
export type Line =
  | { kind: "team"; team: Team; depth: number; people: number; folded: boolean }
  | { kind: "person"; user: User; depth: number };

/** What can be put elsewhere in the tree. */
export type Mover = { kind: "user"; user: User } | { kind: "team"; team: Team };

/** What is asked about the people of the workspace, one thing at a time. */
export type Asking = { kind: "move"; what: Mover } | { kind: "person"; user: User | null } | { kind: "team"; team: Team | null } | { kind: "leave"; user: User };

export const NO_TEAM = "";

/**
 * The lines from the top down: teams by name, in each its people and then its
 * teams, at the end whoever has no team. A team whose parent is not among the
 * teams (archived, or not to be seen) stands at the top; a ring of teams, which
 * the server refuses anyway, would be left out and not be followed for ever.
 */
export function linesOf(teams: readonly Team[], users: readonly User[], folded: ReadonlySet<string>): Line[] {
  const known = new Set(teams.map(({ id }) => id));
  const below = group([...teams].sort(byName), ({ parent }) => (parent && known.has(parent) ? parent : NO_TEAM));
  const people = group([...users].sort(byName), ({ team }) => (team && known.has(team) ? team : NO_TEAM));
  const lines: Line[] = [];
  const count = (id: string): number => (people.get(id)?.length ?? 0) + (below.get(id) ?? []).reduce((sum, team) => sum + count(team.id), 0);
  const walk = (parent: string, depth: number) => {
    for (const team of below.get(parent) ?? []) {
      const shut = folded.has(team.id);
      lines.push({ kind: "team", team, depth, people: count(team.id), folded: shut });
      if (shut) continue;
      for (const user of people.get(team.id) ?? []) lines.push({ kind: "person", user, depth: depth + 1 });
      walk(team.id, depth + 1);
    }
  };
  walk(NO_TEAM, 0);
  for (const user of people.get(NO_TEAM) ?? []) lines.push({ kind: "person", user, depth: 0 });
  return lines;
}

/** The team and every team under it: where it must not be moved to. */
export function subtree(teams: readonly Team[], top: string): Set<string> {
  const found = new Set([top]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { id, parent } of teams) {
      if (parent && found.has(parent) && !found.has(id)) {
        found.add(id);
        grew = true;
      }
    }
  }
  return found;
}

export function isMover(value: unknown): value is Mover {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** Whether it may be put into this team: nothing into itself or below itself, nothing where it is already. */
export function fits(what: Mover, team: Team, teams: readonly Team[]): boolean {
  return what.kind === "user" ? what.user.team !== team.id : what.team.parent !== team.id && !subtree(teams, what.team.id).has(team.id);
}

/** Teams in the order of the tree, each with how deep it lies, for a list to choose from. */
export function teamChoices(teams: readonly Team[]): { team: Team; depth: number }[] {
  return linesOf(teams, [], new Set()).flatMap((line) => (line.kind === "team" ? [{ team: line.team, depth: line.depth }] : []));
}

/**
 * Who would take over what somebody has: the manager of their team, or of the
 * next team above that is led by somebody else who is still there. Only a
 * proposal; nobody, where there is nobody.
 */
export function successor(user: User, users: readonly User[], teams: readonly Team[]): User | undefined {
  const seen = new Set<string>();
  for (let at = user.team; at && !seen.has(at); ) {
    seen.add(at);
    const team = teams.find(({ id }) => id === at);
    const manager = users.find(({ id, inactive }) => id === team?.manager && !inactive && id !== user.id);
    if (manager) return manager;
    at = team?.parent;
  }
  return undefined;
}

function group<T>(all: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
