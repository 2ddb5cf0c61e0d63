import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { ChevronDown, ChevronRight, Ellipsis } from "lucide-react";
import { useEffect, useRef, useState, type CSSProperties } from "react";
import { Avatar } from "../parts/controls";
import { MenuButton, type MenuEntry } from "../parts/menu";
import { initials } from "../text/format";
import { useText } from "../text/useText";
import type { Team, User } from "../wire/client";
import { move } from "./change";
import { inviteAgain } from "./Invitations";
import { rolesOf, roleWords } from "./roles";
import { fits, isMover, type Asking, type Line, type Mover } from "./tree";

type Props = {
  line: Line;
  users: readonly User[];
  teams: readonly Team[];
  mayChange: boolean;
  me: string;
  onToggle: (team: string) => void;
  onAsk: (asking: Asking) => void;
  onLink: (link: string) => void;
};

export const GRID = "grid-cols-[minmax(0,1.5fr)_minmax(0,1.2fr)_minmax(0,1fr)_28px]";
const STEP = 24; // pixels that a level stands in from the one above

/** One line of the tree: taken by hand where one may, and by the menu always. */
export function TreeLine({ line, users, teams, mayChange, me, onToggle, onAsk, onLink }: Props) {
  const { t, whole } = useText();
  const element = useRef<HTMLLIElement>(null);
  const [over, setOver] = useState(false);
  const [held, setHeld] = useState(false);
  const what: Mover = line.kind === "team" ? { kind: "team", team: line.team } : { kind: "user", user: line.user };
  const latest = useRef({ what, teams });
  latest.current = { what, teams };
  const team = line.kind === "team" ? line.team.id : null;

  useEffect(() => {
    if (!mayChange || !element.current) return;
    const held = draggable({
      element: element.current,
      getInitialData: () => ({ mover: latest.current.what }),
      onDragStart: () => setHeld(true),
      onDrop: () => setHeld(false),
    });
    if (!team) return held;
    const here = () => latest.current.teams.find(({ id }) => id === team);
    const takes = (mover: unknown): mover is Mover => {
      const place = here();
      return isMover(mover) && place !== undefined && fits(mover, place, latest.current.teams);
    };
    return combine(
      held,
      dropTargetForElements({
        element: element.current,
        canDrop: ({ source }) => takes(source.data.mover),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: ({ source }) => {
          setOver(false);
          const place = here();
          if (place && takes(source.data.mover)) void move(source.data.mover, place);
        },
      }),
    );
  }, [mayChange, team]);

  const name = line.kind === "team" ? line.team.name : line.user.name;
  const manager = line.kind === "team" ? users.find(({ id }) => id === line.team.manager) : undefined;
  const entries: MenuEntry[] =
    line.kind === "team"
      ? [
          { label: t("people.move"), run: () => onAsk({ kind: "move", what }) },
          { label: t("people.edit"), run: () => onAsk({ kind: "team", team: line.team }) },
        ]
      : [
          { label: t("people.move"), run: () => onAsk({ kind: "move", what }) },
          { label: t("people.edit"), run: () => onAsk({ kind: "person", user: line.user }) },
          ...(line.user.email && !line.user.inactive ? [{ label: t("invite.person"), run: () => void inviteAgain({ user: line.user.id, name: line.user.name }, onLink) }] : []),
          { label: line.user.inactive ? t("people.return") : t("people.leave"), disabled: line.user.id === me, run: () => onAsk({ kind: line.user.inactive ? "person" : "leave", user: line.user }) },
        ];

  return (
    <li
      ref={element}
      className={`grid min-h-8.5 ${GRID} items-center gap-x-4 border-b border-line max-md:grid-cols-[minmax(0,1fr)_auto] max-md:py-1 ${over ? "bg-accent-soft outline-2 -outline-offset-2 outline-accent" : "hover:bg-hover"} ${held ? "opacity-40" : ""}`}
    >
      <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: line.depth * STEP }}>
        {line.kind === "team" ? (
          <button
            type="button"
            aria-expanded={!line.folded}
            onClick={() => onToggle(line.team.id)}
            className="-ml-1 inline-flex min-h-6 min-w-0 items-center gap-1.5 rounded-ctl px-1 font-semibold hover:bg-hover pointer-coarse:min-h-11"
          >
            {line.folded ? <ChevronRight size={14} aria-hidden className="shrink-0" /> : <ChevronDown size={14} aria-hidden className="shrink-0" />}
            <span className="truncate">{name}</span>
            <span className="num font-normal text-ink-2">{whole(line.people)}</span>
          </button>
        ) : (
          <>
            <Avatar letters={initials(name) || "–"} name={name} />
            <span className={`truncate ${line.user.inactive ? "text-ink-2 line-through" : ""}`}>{name}</span>
            {line.user.id === me && <span className="text-sm text-ink-2">{t("people.you")}</span>}
            {line.user.inactive && <span className="text-sm text-ink-2">{t("people.left")}</span>}
          </>
        )}
      </span>
      <span className="truncate text-ink-2 max-md:order-last max-md:col-span-2 max-md:pl-(--in) max-md:text-sm" style={{ "--in": `${line.depth * STEP + (line.kind === "team" ? 20 : 28)}px` } as CSSProperties}>
        {line.kind === "person" ? line.user.email : manager ? t("people.managedby", { name: manager.name }) : t("people.nomanager")}
      </span>
      <span className="truncate text-ink-2 max-md:hidden">{line.kind === "person" ? roleWords(t, rolesOf(line.user)) : line.team.region}</span>
      {mayChange ? (
        <MenuButton sections={[{ entries }]} className="grid size-7 place-items-center rounded-ctl text-ink-2 hover:bg-hover data-popup-open:bg-hover pointer-coarse:size-11">
          <Ellipsis size={15} aria-hidden />
          <span className="sr-only">{t("card.menu", { deal: name })}</span>
        </MenuButton>
      ) : (
        <span />
      )}
    </li>
  );
}
