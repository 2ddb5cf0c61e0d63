import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "../wire/queries";

/** Who may make rules, policies and playbooks; the server decides in any case. */
export function useMayDefine(): boolean {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return session.roles.includes("admin");
}
