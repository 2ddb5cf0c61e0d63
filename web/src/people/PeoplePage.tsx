import "./words";
import { dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Search, UserPlus } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Button, fieldClass } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { useText } from "../text/useText";
import type { Team, User } from "../wire/client";
import { sessionQuery, teamsQuery, usersQuery } from "../wire/queries";
import { move } from "./change";
import { Invitations, LinkDialog } from "./Invitations";
import { GRID, TreeLine } from "./TreeLine";
import { isMover, linesOf, type Asking } from "./tree";

const MoveDialog = lazy(() => import("./dialogs").then((all) => ({ default: all.MoveDialog })));
const PersonDialog = lazy(() => import("./dialogs").then((all) => ({ default: all.PersonDialog })));
const TeamDialog = lazy(() => import("./dialogs").then((all) => ({ default: all.TeamDialog })));
const LeaveDialog = lazy(() => import("./LeaveDialog"));

/** Everybody of the workspace in their teams; who may administer moves them by hand or by menu. */
export function PeoplePage() {
  const { t, count } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const users = useQuery(usersQuery);
  const teams = useQuery(teamsQuery);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const [text, setText] = useState("");
  const [left, setLeft] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const mayChange = session.roles.includes("admin");
  const allTeams = teams.data ?? [];
  const everyone = users.data ?? [];
  const gone = everyone.filter(({ inactive }) => inactive);
  const lines = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const matches = ({ name, email }: User) => !wanted || `${name} ${email ?? ""}`.toLowerCase().includes(wanted);
    const shown = everyone.filter((user) => (left || !user.inactive) && matches(user));
    const all = linesOf(allTeams, shown, wanted ? new Set() : folded);
    // While looking for somebody a team without them is no answer.
    return wanted ? all.filter((line) => line.kind === "person" || line.people > 0) : all;
  }, [everyone, allTeams, folded, text, left]);
  const toggle = (id: string) => setFolded((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])));

  return (
    <Page
      title={t("people.title")}
      lead={t("people.lead")}
      actions={
        mayChange && (
          <div className="flex gap-2">
            <Button tone="line" onClick={() => setAsking({ kind: "team", team: null })}>
              {t("people.newteam")}
            </Button>
            <Button tone="primary" onClick={() => setAsking({ kind: "person", user: null })}>
              <UserPlus size={15} aria-hidden />
              {t("people.add")}
            </Button>
          </div>
        )
      }
      wide
    >
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <label className="relative w-64 max-w-full">
          <span className="sr-only">{t("people.search")}</span>
          <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
          <input type="search" value={text} maxLength={100} placeholder={t("people.search")} onChange={(event) => setText(event.target.value)} className={`${fieldClass} pl-8`} />
        </label>
        {gone.length > 0 && (
          <label className="inline-flex min-h-6 items-center gap-2 text-ink-2">
            <input type="checkbox" checked={left} onChange={(event) => setLeft(event.target.checked)} className="size-4 accent-(--accent)" />
            {t("people.showleft", { n: gone.length })}
          </label>
        )}
        <p role="status" className="text-sm text-ink-2">
          {users.isSuccess ? count("people.count", everyone.length - gone.length) : t("board.loading")}
        </p>
      </div>
      {(users.error ?? teams.error) && (
        <p role="alert" className="mt-4 text-lost">
          {(users.error ?? teams.error)?.message}
        </p>
      )}
      <Top may={mayChange} teams={allTeams}>
        {lines.map((line) => (
          <TreeLine key={line.kind === "team" ? line.team.id : line.user.id} line={line} users={everyone} teams={allTeams} mayChange={mayChange} me={session.user.id} onToggle={toggle} onAsk={setAsking} onLink={setLink} />
        ))}
      </Top>
      {users.isSuccess && lines.length === 0 && <Empty>{text ? t("people.nobody", { text }) : t("people.none")}</Empty>}
      {mayChange && <Invitations onLink={setLink} />}
      {link && <LinkDialog link={link} onClose={() => setLink(null)} />}
      <Suspense>
        {asking?.kind === "move" && <MoveDialog what={asking.what} teams={allTeams} onClose={() => setAsking(null)} />}
        {asking?.kind === "person" && <PersonDialog user={asking.user} teams={allTeams} onLink={setLink} onClose={() => setAsking(null)} />}
        {asking?.kind === "team" && <TeamDialog team={asking.team} teams={allTeams} users={everyone} onClose={() => setAsking(null)} />}
        {asking?.kind === "leave" && <LeaveDialog user={asking.user} users={everyone} teams={allTeams} onClose={() => setAsking(null)} />}
      </Suspense>
    </Page>
  );
}

/** The list, and under it the place for what belongs to no team. */
function Top({ may, teams, children }: { may: boolean; teams: readonly Team[]; children: ReactNode }) {
  const { t } = useText();
  const target = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!may || !target.current) return;
    return dropTargetForElements({
      element: target.current,
      canDrop: ({ source }) => isMover(source.data.mover),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        if (isMover(source.data.mover)) void move(source.data.mover, null);
      },
    });
  }, [may, teams]);
  return (
    <>
      <div aria-hidden className={`mt-4 grid h-8.5 ${GRID} items-center gap-x-4 border-b border-line-strong text-sm font-medium text-ink-2 max-md:hidden`}>
        <span>{t("people.name")}</span>
        <span>{t("people.email")}</span>
        <span>{t("people.role")}</span>
        <span />
      </div>
      <ul aria-label={t("people.title")} className="max-md:mt-4 max-md:border-t max-md:border-line">
        {children}
      </ul>
      {may && (
        <div ref={target} className={`mt-3 rounded-card border border-dashed px-3 py-2 text-sm ${over ? "border-accent bg-accent-soft text-accent-ink" : "border-line-strong text-ink-2"}`}>
          {t("people.drophere")}
        </div>
      )}
    </>
  );
}
