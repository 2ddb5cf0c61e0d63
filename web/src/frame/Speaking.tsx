import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { TextProvider } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { usePreferences } from "./preferences";

/** Gives every page its language and the workspace's zone, and reads again when either changes. */
export function Speaking({ children }: { children: ReactNode }) {
  const { lang } = usePreferences();
  const { data } = useQuery({ ...sessionQuery, enabled: false });
  return (
    <TextProvider lang={lang} timeZone={data?.workspace.time_zone || "UTC"}>
      {children}
    </TextProvider>
  );
}
