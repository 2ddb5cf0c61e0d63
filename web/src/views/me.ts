import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../wire/queries";

/** Who is asking, and whether they may make views for a whole role; the server decides in any case. */
export function useMe(): { me: string; mayShareByRole: boolean } {
  const session = useQuery({ ...sessionQuery, enabled: false }).data;
  return { me: session?.user.id ?? "", mayShareByRole: session?.roles.some((role) => role === "leader" || role === "admin") ?? false };
}
