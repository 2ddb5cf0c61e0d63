import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowUpDown, ChevronDown, History, ListFilter, Menu, Plus, X } from "lucide-react";
import { useEffect, useState, type FormEvent, type ReactNode } from "react";
import { question as dialog } from "../actions/act";
import { connected } from "../live/stream";
import { Button, Field, fieldClass } from "../parts/controls";
import { BarPopover, ChoiceMenu } from "../parts/menu";
import { useStore } from "../parts/store";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import type { Pipeline } from "../wire/client";
import { usersQuery } from "../wire/queries";
import { filterOpen, menuOpen } from "./openings";
import { allOf, conjuncts } from "./expression";
import { ALL, SORTS, type Sort } from "./search";
import { useSentence } from "./useSentence";
import { DEFAULT_SORT } from "./useQuestion";

/** Changes the address; `replace` keeps typing out of the history. */
export function useRefine() {
  const navigate = useNavigate();
  return (change: Record<string, string | undefined>) => void navigate({ to: ".", search: (now: object) => ({ ...now, ...change }) as never });
}

/** The line above a page. A timeless page has no past to show; a bare one has nothing here but, on a phone, the menu. */
export function Bar({ children, pipeline, timeless = false, bare = false }: { children?: ReactNode; pipeline?: string; timeless?: boolean; bare?: boolean }) {
  const { t } = useText();
  const { as_of } = useSearch({ strict: false });
  return (
    <header className={`${bare ? "md:hidden" : ""} flex min-h-11 items-center gap-1 border-b border-line px-3 max-md:gap-0 max-md:px-1.5 max-md:overflow-x-auto`}>
      <button
        type="button"
        aria-label={t("nav.menu")}
        onClick={() => menuOpen.set((open) => !open)}
        className="grid size-11 shrink-0 place-items-center rounded-ctl text-ink-2 hover:bg-hover md:hidden"
      >
        <Menu size={18} aria-hidden />
      </button>
      {children}
      {!timeless && <AsOf />}
      <div className="flex-1" />
      {!timeless && <LiveMark />}
      {pipeline && !as_of && (
        <Button tone="primary" className="ml-3 max-md:ml-1" onClick={() => dialog.set({ kind: "new", pipeline })}>
          <Plus size={15} aria-hidden />
          <span className="max-md:sr-only">{t("new.title")}</span>
        </Button>
      )}
    </header>
  );
}

/** Which pipeline the page is about; with `all`, also all of them at once. */
export function PipelineMenu({ pipelines, pipeline, all }: { pipelines: Pipeline[]; pipeline: Pipeline; all?: { chosen: boolean } }) {
  const { t } = useText();
  const refine = useRefine();
  return (
    <ChoiceMenu
      label={all?.chosen ? t("pipeline.all") : pipeline.name}
      icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
      value={all?.chosen ? ALL : pipeline.id}
      choices={[...(all ? [{ value: ALL, label: t("pipeline.all") }] : []), ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
      onChoose={(id) => refine({ pipeline: id, peek: undefined })}
    />
  );
}

export function SortMenu() {
  const { t } = useText();
  const refine = useRefine();
  const { sort = DEFAULT_SORT } = useSearch({ strict: false });
  const name = (value: Sort) => t(`sort.${value}` as Key);
  return (
    <ChoiceMenu
      compact
      icon={<ArrowUpDown size={15} aria-hidden />}
      label={t("sort.label", { name: name(sort) })}
      value={sort}
      choices={SORTS.map((value) => ({ value, label: name(value) }))}
      onChoose={(value) => refine({ sort: value === DEFAULT_SORT ? undefined : value })}
    />
  );
}

export function Filter() {
  const { t } = useText();
  const open = useStore(filterOpen);
  const refine = useRefine();
  const { q, owner } = useSearch({ strict: false });
  const users = useQuery(usersQuery).data ?? [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    refine({ q: String(form.get("q")).trim() || undefined, owner: String(form.get("owner")) || undefined });
    filterOpen.set(false);
  };
  return (
    <BarPopover icon={<ListFilter size={15} aria-hidden />} label={t("filter.open")} title={t("filter.open")} open={open} onOpenChange={filterOpen.set}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("filter.text")}>{(id) => <input id={id} name="q" type="search" maxLength={200} defaultValue={q} className={fieldClass} />}</Field>
        <Field label={t("filter.owner")}>
          {(id) => (
            <select id={id} name="owner" defaultValue={owner ?? ""} className={fieldClass}>
              <option value="">{t("filter.anyone")}</option>
              {users.map((user) => (
                <option key={user.id} value={user.id}>
                  {user.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit" tone="primary" className="self-end">
          {t("filter.apply")}
        </Button>
      </form>
    </BarPopover>
  );
}

export function FilterChips() {
  const { t, count } = useText();
  const refine = useRefine();
  const { q, owner, filter, ids } = useSearch({ strict: false });
  const users = useQuery(usersQuery).data ?? [];
  const sentence = useSentence();
  if (!q && !owner && !filter && !ids) return null;
  const sentences = conjuncts(filter ?? "");
  const chips: { key: string; label: string; without: Record<string, string | undefined> }[] = [
    ...(q ? [{ key: "q", label: `“${q}”`, without: { q: undefined } }] : []),
    ...(owner ? [{ key: "owner", label: `${t("filter.owner")}: ${users.find(({ id }) => id === owner)?.name ?? "…"}`, without: { owner: undefined } }] : []),
    ...(ids ? [{ key: "ids", label: count("filter.ids", ids.split(",").length), without: { ids: undefined } }] : []),
    ...sentences.map((each) => ({ key: each, label: sentence(each), without: { filter: allOf(sentences.filter((other) => other !== each)) || undefined } })),
  ];
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-1.5">
      {chips.map(({ key, label, without }) => (
        <span key={key} className="inline-flex h-6 max-w-full items-center gap-1 rounded-full bg-accent-soft pr-0.5 pl-2.5 text-sm font-medium text-accent-ink">
          <span className="truncate">{label}</span>
          <button
            type="button"
            aria-label={t("filter.remove", { name: label })}
            className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-hover"
            onClick={() => refine(without)}
          >
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      <Button className="h-6 text-sm" onClick={() => refine({ q: undefined, owner: undefined, filter: undefined, ids: undefined })}>
        {t("filter.clear")}
      </Button>
    </div>
  );
}

function AsOf() {
  const { t, day, today } = useText();
  const { as_of } = useSearch({ strict: false });
  const [open, setOpen] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const refine = useRefine();
  useEffect(() => setError(null), [open]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get("day"));
    if (!chosen || chosen > today) {
      setError(t("asof.future"));
      return;
    }
    refine({ as_of: chosen === today ? undefined : chosen });
    setOpen(false);
  };
  return (
    <BarPopover
      icon={<History size={15} aria-hidden />}
      label={as_of ? t("asof.day", { day: day(as_of) }) : t("asof.today")}
      title={t("asof.pick")}
      open={open}
      onOpenChange={setOpen}
    >
      <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
        <Field label={t("asof.pick")} error={error}>
          {(id, described) => (
            <input id={id} name="day" type="date" max={today} defaultValue={as_of ?? today} aria-describedby={described} aria-invalid={Boolean(error)} className={fieldClass} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          {as_of && (
            <Button
              onClick={() => {
                refine({ as_of: undefined });
                setOpen(false);
              }}
            >
              {t("asof.back")}
            </Button>
          )}
          <Button type="submit" tone="primary">
            {t("asof.show")}
          </Button>
        </div>
      </form>
    </BarPopover>
  );
}

/** Says on every page that this is the past, and the way back. */
export function AsOfBanner() {
  const { t, fullDay } = useText();
  const { as_of } = useSearch({ strict: false });
  const refine = useRefine();
  if (!as_of) return null;
  return (
    <div role="status" className="flex items-center gap-3 bg-warn-soft px-4 py-1.5 text-warn">
      <History size={15} aria-hidden className="shrink-0" />
      <p className="flex-1">{t("asof.banner", { day: fullDay(as_of) })}</p>
      <Button tone="line" onClick={() => refine({ as_of: undefined })}>
        {t("asof.back")}
      </Button>
    </div>
  );
}

function LiveMark() {
  const { t } = useText();
  const on = useStore(connected);
  const { as_of } = useSearch({ strict: false });
  const label = as_of ? t("live.paused") : on ? t("live.on") : t("live.off");
  return (
    <span role="status" className="inline-flex items-center gap-2 px-2 text-sm whitespace-nowrap text-ink-2">
      <span aria-hidden className={`size-1.5 rounded-full ${as_of ? "bg-ink-3" : on ? "bg-won" : "bg-warn"}`} />
      <span className="max-md:sr-only">{label}</span>
    </span>
  );
}
