import type { Session } from "../wire/client";
import { position } from "../wire/position";
import { client, sessionQuery } from "../wire/queries";
import { rememberLeaving } from "./leaving";

/** Somebody has come in: nothing of whoever was here before is left. */
export function enterAs(session: Session): void {
  rememberLeaving(false);
  client.clear();
  position.forget();
  client.setQueryData(sessionQuery.queryKey, session);
}
