import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useId, useState, type KeyboardEvent } from "react";
import { question, titleOf, undoLast } from "../actions/act";
import { useText } from "../text/useText";
import { searchQuery, sessionQuery } from "../wire/queries";
import { addressOf } from "../views/kept";
import { viewsQuery } from "../views/views";
import { pagesFor } from "./pages";
import { setLang, setTheme, usePreferences } from "./preferences";
import { useQuestion } from "./useQuestion";

type Entry = { id: string; group: string; label: string; note?: string; run: () => void };

/** Ctrl+K: any deal, page or action, by typing. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t, count } = useText();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const entries = useEntries(text);
  useEffect(() => setChosen(0), [text]);
  const at = Math.min(chosen, entries.length - 1);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      const next = (at + step + entries.length) % entries.length;
      setChosen(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(entries[at]);
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/30" />
        <Dialog.Popup className="fixed top-[14vh] left-1/2 z-40 w-150 max-w-[calc(100vw-32px)] -translate-x-1/2 overflow-hidden rounded-pop bg-surface shadow-pop outline-none">
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <input
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={entries.length > 0 ? `${list}-${at}` : undefined}
            aria-label={t("palette.title")}
            aria-autocomplete="list"
            autoFocus
            maxLength={200}
            placeholder={t("palette.placeholder")}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            className="h-12 w-full border-b border-line bg-transparent px-4 text-md outline-none placeholder:text-ink-3"
          />
          <div id={list} role="listbox" aria-label={t("palette.title")} tabIndex={-1} className="max-h-[52vh] overflow-y-auto p-1.5">
            {entries.map((entry, index) => (
              <div key={entry.id}>
                {entries[index - 1]?.group !== entry.group && (
                  <div role="presentation" className="px-2.5 pt-2.5 pb-1 text-xs text-ink-2">
                    {entry.group}
                  </div>
                )}
                <div
                  id={`${list}-${index}`}
                  role="option"
                  aria-selected={index === at}
                  onPointerMove={() => setChosen(index)}
                  onClick={() => run(entry)}
                  className={`flex h-8 items-center justify-between gap-4 rounded-ctl px-2.5 ${index === at ? "bg-hover" : ""}`}
                >
                  <span className="truncate">{entry.label}</span>
                  {entry.note && <span className="num text-ink-2">{entry.note}</span>}
                </div>
              </div>
            ))}
          </div>
          {entries.length === 0 && <p className="px-4 pb-4 text-ink-2">{t("palette.none", { text })}</p>}
          <p role="status" className="sr-only">
            {text ? count("palette.results", entries.length) : ""}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useEntries(text: string): Entry[] {
  const { t, short, lang } = useText();
  const navigate = useNavigate();
  const { theme } = usePreferences();
  const { pipelines, pipeline } = useQuestion();
  const { as_of } = useSearch({ strict: false });
  const roles = useQuery({ ...sessionQuery, enabled: false }).data?.roles ?? [];
  const views = useQuery(viewsQuery).data ?? [];
  const wanted = useDeferredValue(text.trim());
  const found = useQuery({ ...searchQuery(wanted), enabled: wanted.length >= 2, placeholderData: (before) => before }).data;

  const deals: Entry[] =
    wanted.length < 2
      ? []
      : (found ?? []).map((deal) => ({
          id: deal.id,
          group: t("palette.deals"),
          label: deal.account_name ? `${titleOf(deal)}, ${deal.name}` : deal.name,
          note: short(deal.value),
          run: () => void navigate({ to: "/deals/$id", params: { id: deal.id }, search: { as_of } }),
        }));
  const pages = t("palette.pages");
  const actions = t("palette.actions");
  const other = lang === "en" ? "id" : "en";
  const fixed: Entry[] = [
    ...pagesFor(roles).map(({ to, key, timeless }) => ({ id: to, group: pages, label: t(key), run: () => void navigate({ to, search: timeless ? {} : { as_of } }) })),
    { id: "settings", group: pages, label: t("nav.settings"), run: () => void navigate({ to: "/settings" }) },
    ...views.map((view) => {
      const { to, search } = addressOf(view);
      return { id: view.id, group: t("nav.views"), label: view.name, run: () => void navigate({ to, search: { ...search, as_of } as never }) };
    }),
    ...pipelines.map(({ id, name }) => ({
      id,
      group: t("palette.pipelines"),
      label: name,
      run: () => void navigate({ to: "/", search: { pipeline: id, as_of } }),
    })),
    ...(pipeline && !as_of
      ? [
          { id: "new", group: actions, label: t("new.title"), run: () => question.set({ kind: "new" as const, pipeline: pipeline.id }) },
          { id: "undo", group: actions, label: t("help.undo"), run: undoLast },
        ]
      : []),
    { id: "theme", group: actions, label: t(theme === "dark" ? "theme.light" : "theme.dark"), run: () => setTheme(theme === "dark" ? "light" : "dark") },
    { id: "lang", group: actions, label: t("lang.switch"), run: () => setLang(other) },
    { id: "keys", group: actions, label: t("help.title"), run: () => question.set({ kind: "help" }) },
  ];
  const words = text.trim().toLowerCase();
  return [...deals, ...fixed.filter(({ label }) => label.toLowerCase().includes(words))];
}
