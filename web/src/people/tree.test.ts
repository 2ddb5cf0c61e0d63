import { expect, test } from "vitest";
import type { Team, User } from "../wire/client";
import { linesOf, subtree, successor, teamChoices } from "./tree";

const team = (id: string, parent?: string): Team => ({ id, name: id, parent, version: 1, created_at: "" });
const user = (id: string, of?: string) => ({ id, name: id, team: of, version: 1, created_at: "" }) as User;
const draw = (teams: Team[], users: User[], folded: string[] = []) =>
  linesOf(teams, users, new Set(folded)).map((line) => " ".repeat(line.depth) + (line.kind === "team" ? `${line.team.id} ${line.people}` : line.user.id));

const teams = [team("west", "land"), team("land"), team("east", "land"), team("lost", "gone")];
const people = [user("ani", "east"), user("budi", "land"), user("citra"), user("dewi", "gone")];

test("people stand in their team, whoever has none at the end", () => {
  expect(draw(teams, people)).toEqual(["land 2", " budi", " east 1", "  ani", " west 0", "lost 0", "citra", "dewi"]);
});

test("a folded team keeps its count", () => {
  expect(draw(teams, people, ["land"])).toEqual(["land 2", "lost 0", "citra", "dewi"]);
});

test("a team goes nowhere below itself", () => {
  expect([...subtree(teams, "land")].sort()).toEqual(["east", "land", "west"]);
  expect([...subtree([team("a", "b"), team("b", "a")], "a")].sort()).toEqual(["a", "b"]);
});

test("a list to choose from has the order of the tree", () => {
  expect(teamChoices(teams).map(({ team: { id }, depth }) => `${id} ${depth}`)).toEqual(["land 0", "east 1", "west 1", "lost 0"]);
});

test("the nearest manager above who is still there takes over", () => {
  const led = (id: string, manager: string, parent?: string): Team => ({ ...team(id, parent), manager });
  const all = [led("land", "budi"), led("east", "ani", "land"), led("ring", "ani", "knot"), led("knot", "ani", "ring")];
  expect(successor(user("citra", "east"), people, all)?.id).toBe("ani");
  expect(successor(user("ani", "east"), people, all)?.id).toBe("budi");
  expect(successor(user("citra", "east"), [{ ...user("ani"), inactive: true }, user("budi")], all)?.id).toBe("budi");
  expect(successor(user("ani", "ring"), people, all)).toBeUndefined();
  expect(successor(user("citra"), people, all)).toBeUndefined();
});
