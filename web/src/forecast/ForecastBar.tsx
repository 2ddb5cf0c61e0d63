import "./words";
import { Link, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Bar } from "../frame/TopBar";
import type { Key } from "../text/say";
import { useText } from "../text/useText";

type Tab = { to: "/forecast/targets"; key: Key };
const TABS: readonly Tab[] = [{ to: "/forecast/targets", key: "targets.title" }];

/** The line above every page about the future: its neighbours, then what this page can be asked. */
export function ForecastBar({ children, timeless = true }: { children?: ReactNode; timeless?: boolean }) {
  const { t } = useText();
  const { as_of } = useSearch({ strict: false });
  return (
    <Bar timeless={timeless}>
      <nav aria-label={t("nav.forecast")}>
        <ul className="flex gap-0.5">
          {TABS.map(({ to, key }) => (
            <li key={to}>
              <Link
                to={to}
                search={timeless ? {} : { as_of }}
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
      {children}
    </Bar>
  );
}
