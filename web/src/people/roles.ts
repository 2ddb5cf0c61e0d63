import type { Text } from "../text/useText";
import type { User } from "../wire/client";

/** From the narrowest; `integration` is for programs and is not offered to people. */
export const ROLES = ["rep", "manager", "leader", "executive", "finance", "admin"] as const;

/** All that somebody is; who has nothing written is a rep. */
export function rolesOf(user: User): string[] {
  return [user.role ?? "rep", ...(user.extra_roles ?? [])];
}

export function roleWords(t: Text["t"], roles: readonly string[]): string {
  return roles.map((role) => t(`userrole.${role}` as "userrole.rep")).join(", ");
}
