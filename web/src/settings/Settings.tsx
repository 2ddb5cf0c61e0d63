import "../leads/words";
import "../people/words";
import "../process/words";
import "../rates/words";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Bar } from "../frame/TopBar";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";

type Section = { to: "/settings" | "/settings/sessions" | "/settings/passkeys" | "/settings/tokens" | "/settings/workspace" | "/settings/rates" | "/settings/pipelines" | "/settings/rules" | "/settings/routes" | "/settings/absences" | "/settings/policies" | "/settings/playbooks" | "/settings/qualifications" | "/settings/audit"; key: Key; admin?: boolean };
const SECTIONS: readonly Section[] = [
  { to: "/settings", key: "settings.profile" },
  { to: "/settings/sessions", key: "sessions.title" },
  { to: "/settings/passkeys", key: "passkeys.title" },
  { to: "/settings/tokens", key: "tokens.title" },
  { to: "/settings/workspace", key: "settings.workspace", admin: true },
  { to: "/settings/rates", key: "rates.title" },
  { to: "/settings/pipelines", key: "design.pipelines" },
  { to: "/settings/rules", key: "rules.title" },
  { to: "/settings/routes", key: "routes.title" },
  { to: "/settings/absences", key: "away.title" },
  { to: "/settings/policies", key: "policies.title" },
  { to: "/settings/playbooks", key: "playbooks.title" },
  { to: "/settings/qualifications", key: "qualifications.title" },
  { to: "/settings/audit", key: "audit.title", admin: true },
];

/** What one person, and for admins the workspace, can set: a list of subjects beside the one that is open. */
export function Settings() {
  const { t } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const admin = session.roles.includes("admin");
  return (
    <>
      <Bar timeless>
        <span className="px-2 font-medium">{t("nav.settings")}</span>
      </Bar>
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <nav aria-label={t("nav.settings")} className="shrink-0 border-line p-3 max-md:overflow-x-auto max-md:border-b max-md:px-3 max-md:py-1 md:w-50 md:border-r">
          <ul className="flex gap-0.5 md:flex-col">
            {SECTIONS.filter((section) => admin || !section.admin).map(({ to, key }) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ exact: true, includeSearch: false }}
                  activeProps={{ className: "bg-hover font-semibold text-ink", "aria-current": "page" }}
                  inactiveProps={{ className: "text-ink-2" }}
                  className="flex h-7 items-center rounded-ctl px-2.5 whitespace-nowrap hover:bg-hover hover:text-ink pointer-coarse:h-11"
                >
                  {t(key)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Outlet />
        </div>
      </div>
    </>
  );
}
