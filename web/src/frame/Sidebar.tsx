import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Bookmark, Search, Settings } from "lucide-react";
import { Button } from "../parts/controls";
import { useStore } from "../parts/store";
import { useText } from "../text/useText";
import { ask, wire, type Session } from "../wire/client";
import { client } from "../wire/queries";
import { addressOf } from "../views/kept";
import { noticesQuery } from "../notices/notices";
import { viewsQuery } from "../views/views";
import { rememberLeaving } from "../session/leaving";
import { LanguageAndTheme } from "./LanguageAndTheme";
import { Mark } from "./Mark";
import { menuOpen, paletteOpen } from "./openings";
import { pagesFor } from "./pages";

export function Sidebar({ session }: { session: Session }) {
  const open = useStore(menuOpen);
  const { t } = useText();
  const navigate = useNavigate();
  const { pipeline, q, owner, as_of } = useSearch({ strict: false });
  const leave = async () => {
    rememberLeaving(true);
    // Whatever the server says, the person wants out; the door asks again.
    await ask(wire.DELETE("/v1/session")).catch(() => undefined);
    client.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <>
      {open && <div aria-hidden className="fixed inset-0 z-20 bg-black/30 md:hidden" onClick={() => menuOpen.set(false)} />}
      <aside className={`w-54 shrink-0 flex-col border-r border-line bg-sunken px-2 pt-2.5 pb-2 ${open ? "fixed inset-y-0 left-0 z-30 flex" : "hidden"} md:static md:flex`}>
        <div className="flex h-6 items-center gap-2 px-2 font-semibold">
          <Mark />
          <span className="truncate">{session.workspace.name}</span>
        </div>
        <button
          type="button"
          onClick={() => paletteOpen.set(true)}
          aria-keyshortcuts="Control+K"
          className="mt-2 flex h-7.5 items-center gap-1.5 rounded-card border border-line-strong bg-surface px-2 text-left text-ink-2 hover:border-ink-3 pointer-coarse:h-11"
        >
          <Search size={14} aria-hidden className="shrink-0" />
          <span className="truncate">{t("app.search")}</span>
        </button>
        <nav aria-label={t("nav.label")} className="mt-2">
          <ul className="flex flex-col gap-0.5">
            {pagesFor(session.roles).map(({ to, key, Icon, timeless, whole }) => (
              <li key={to}>
                <Link
                  to={to}
                  search={timeless ? {} : { pipeline, q, owner, as_of }}
                  activeOptions={{ exact: !whole, includeSearch: false }}
                  {...linkProps}
                >
                  <Icon size={16} aria-hidden />
                  {t(key)}
                  {to === "/notices" && <Unread />}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <Kept />
        <div className="flex-1" />
        {session.demo && (
          <p role="note" className="mx-2 mb-3 border-l-2 border-accent pl-2 text-sm text-ink-2">
            {t("session.demo")}
          </p>
        )}
        <Link to="/settings" {...linkProps}>
          <Settings size={16} aria-hidden />
          {t("nav.settings")}
        </Link>
        <div className="mt-1 flex items-center justify-between gap-2 pl-2">
          <span className="truncate text-sm text-ink-2" title={session.user.email}>
            {session.user.name}
          </span>
          <Button className="px-2! text-sm" onClick={() => void leave()}>
            {t("session.out")}
          </Button>
        </div>
        <div className="flex justify-between">
          <LanguageAndTheme />
        </div>
      </aside>
    </>
  );
}

/** How much the caller was told and has not read; the newest page stands for all, since what is read is read up to a moment. */
function Unread() {
  const { t, whole } = useText();
  const pages = useInfiniteQuery(noticesQuery).data?.pages ?? [];
  const unread = pages.flatMap(({ data }) => data).filter(({ read_at }) => !read_at).length;
  if (unread === 0) return null;
  const more = pages.every(({ data }) => data.every(({ read_at }) => !read_at)) && Boolean(pages.at(-1)?.next_cursor);
  return (
    <span className="num ml-auto rounded-full bg-accent-soft px-1.5 text-xs font-semibold text-accent-ink">
      {whole(unread)}
      {more && "+"}
      <span className="sr-only"> {t("nav.unread")}</span>
    </span>
  );
}

/** The views that the caller may open: their own and those that others gave them. */
function Kept() {
  const { t } = useText();
  const { as_of, view: open } = useSearch({ strict: false });
  const views = (useQuery(viewsQuery).data ?? []).filter(({ page }) => page !== "start");
  if (views.length === 0) return null;
  return (
    <nav aria-label={t("nav.views")} className="mt-4 min-h-0 overflow-y-auto">
      <h2 className="px-2 pb-1 text-xs text-ink-2">{t("nav.views")}</h2>
      <ul className="flex flex-col gap-0.5">
        {views.map((view) => {
          const { to, search } = addressOf(view);
          return (
            <li key={view.id}>
              <Link to={to} search={{ ...search, as_of } as never} aria-current={open === view.id ? "true" : undefined} onClick={linkProps.onClick} className={`${linkProps.className} ${open === view.id ? "bg-hover font-semibold text-ink" : "text-ink-2"}`}>
                <Bookmark size={16} aria-hidden className="shrink-0" />
                <span className="truncate">{view.name}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

const linkProps = {
  activeProps: { className: "bg-hover font-semibold text-ink", "aria-current": "page" },
  inactiveProps: { className: "text-ink-2" },
  onClick: () => menuOpen.set(false),
  className: "flex h-7 items-center gap-2.5 rounded-ctl px-2 hover:bg-hover hover:text-ink pointer-coarse:h-11",
} as const;
