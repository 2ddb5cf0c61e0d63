import { Bell, ChartNoAxesColumn, CircleAlert, Columns3, House, ListChecks, Magnet, Network, Rows3, Stamp, TrendingUp, type LucideIcon } from "lucide-react";
import type { Key } from "../text/say";

/** A page of the workspace, as the sidebar and the palette offer it. */
type PageLink = {
  to: "/home" | "/notices" | "/attention" | "/tasks" | "/approvals" | "/leads" | "/" | "/deals" | "/forecast" | "/reports" | "/people";
  key: Key;
  Icon: LucideIcon;
  /** Who has something to do there; everybody unless told. The server decides what is shown in any case. */
  roles?: readonly string[];
  /** The page has no past: the day of the address does not go with the link. */
  timeless?: boolean;
  /** The pages under it are its own: it is marked there, too. */
  whole?: boolean;
};

export const PAGES: readonly PageLink[] = [
  { to: "/home", key: "nav.home", Icon: House },
  { to: "/notices", key: "nav.notices", Icon: Bell, timeless: true },
  { to: "/attention", key: "nav.attention", Icon: CircleAlert, roles: ["rep", "manager", "leader", "executive", "finance"], timeless: true },
  { to: "/tasks", key: "nav.tasks", Icon: ListChecks, roles: ["rep", "manager", "leader", "executive"], timeless: true },
  { to: "/approvals", key: "nav.approvals", Icon: Stamp, roles: ["rep", "manager", "leader", "executive", "finance"], timeless: true },
  { to: "/leads", key: "nav.leads", Icon: Magnet, roles: ["rep", "manager", "leader", "executive"], timeless: true, whole: true },
  { to: "/", key: "nav.pipeline", Icon: Columns3 },
  { to: "/deals", key: "nav.deals", Icon: Rows3 },
  { to: "/forecast", key: "nav.forecast", Icon: TrendingUp, whole: true },
  { to: "/reports", key: "nav.reports", Icon: ChartNoAxesColumn, whole: true },
  { to: "/people", key: "nav.people", Icon: Network, timeless: true },
];

export function pagesFor(roles: readonly string[]): readonly PageLink[] {
  return PAGES.filter((page) => !page.roles || page.roles.some((role) => roles.includes(role)));
}
