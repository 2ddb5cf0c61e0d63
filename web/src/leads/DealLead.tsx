import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { pagesFor } from "../frame/pages";
import { sessionQuery } from "../wire/queries";
import { leadOfDealQuery } from "./queries";

/** The lead that a deal came from, for who may see leads; nothing where it came from none. */
export function DealLead({ deal, children }: { deal: string; children: (link: ReactNode) => ReactNode }) {
  const roles = useQuery({ ...sessionQuery, enabled: false }).data?.roles ?? [];
  const lead = useQuery({ ...leadOfDealQuery(deal), enabled: pagesFor(roles).some(({ to }) => to === "/leads") }).data;
  if (!lead) return null;
  return children(
    <Link to="/leads/$id" params={{ id: lead.id }} className="truncate text-accent-ink underline underline-offset-4">
      {lead.name}
    </Link>,
  );
}
