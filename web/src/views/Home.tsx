import "./words";
import "../reports/words";
import "../forecast/words";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, Pencil, Plus, X } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { Bar, useRefine } from "../frame/TopBar";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { idempotencyKey } from "../parts/idempotency";
import { showToast } from "../parts/toasts";
import { Objection } from "../parts/form";
import { useSending } from "../parts/useSending";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";
import { PanelBody } from "./PanelBody";
import { PanelForm } from "./PanelForm";
import { useMe } from "./me";
import { again, change, drop, keep, startQuery, viewsQuery, type Panel, type StartPage, type View } from "./views";

/** The page that somebody begins with: their own, that of their role, or the one that comes with Arus. Or a view with panels. */
export function Home() {
  const { lang } = useText();
  const { view: id } = useSearch({ strict: false });
  const start = useQuery({ ...startQuery(lang), enabled: !id });
  const views = useQuery({ ...viewsQuery, enabled: Boolean(id) });
  const kept = views.data?.find((view) => view.id === id);
  const page = id ? kept && ofView(kept) : start.data;
  if (page) return <Panels key={`${page.id ?? page.from} ${page.version ?? ""} ${lang}`} page={page} />;
  if (id && views.data) return <Gone />;
  return (
    <>
      <Bar />
      <div className="p-8">
        <Answered query={{ ...(id ? views : start), data: undefined, isPlaceholderData: false }}>{() => null}</Answered>
      </div>
    </>
  );
}

type Shown = Pick<StartPage, "id" | "version" | "from" | "role" | "view">;

function ofView(view: View): Shown {
  return { id: view.id, version: view.version, from: "own", role: view.role ?? "rep", view: again(view) };
}

function Gone() {
  const { t } = useText();
  const refine = useRefine();
  return (
    <>
      <Bar />
      <Empty heading className="flex-1 justify-center" action={<Button onClick={() => refine({ view: undefined })}>{t("home.start")}</Button>}>
        {t("home.gone")}
      </Empty>
    </>
  );
}

const WIDTHS: Record<number, string> = { 3: "col-span-6 lg:col-span-3", 4: "lg:col-span-4", 6: "lg:col-span-6", 8: "lg:col-span-8", 9: "lg:col-span-9", 12: "" };

function Panels({ page }: { page: Shown }) {
  const { t } = useText();
  const { as_of } = useSearch({ strict: false });
  const [draft, setDraft] = useState<readonly Panel[] | null>(null);
  const [adding, setAdding] = useState(false);
  const name = page.view.name;
  const panels = draft ?? page.view.panels ?? [];
  useEffect(() => {
    document.title = `${name} · Arus`;
  }, [name]);
  const move = (at: number, by: -1 | 1) => {
    const next = [...panels];
    [next[at], next[at + by]] = [next[at + by]!, next[at]!];
    setDraft(next);
  };
  return (
    <>
      <Bar />
      <div tabIndex={0} role="region" aria-label={name} className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2">
        <div className="mx-auto max-w-320 px-8 py-6 max-md:px-4">
          <div className="mb-6 flex flex-wrap items-start gap-2">
            <h1 className="min-w-0 flex-1 text-xl font-semibold">{name}</h1>
            {!as_of && (draft ? <Saving page={page} panels={draft} onDone={() => setDraft(null)} /> : <Changing page={page} onEdit={() => setDraft(panels)} />)}
          </div>
          {panels.length === 0 && !draft && <Empty>{t("home.empty")}</Empty>}
          <div className="grid grid-cols-12 gap-x-10 gap-y-8 max-md:gap-x-4">
            {panels.map((panel, at) => (
              <Frame
                key={`${at} ${panel.title}`}
                panel={panel}
                controls={
                  draft && (
                    <div className="flex">
                      <Handle label={t("home.up", { title: panel.title })} disabled={at === 0} onClick={() => move(at, -1)}>
                        <ArrowUp size={15} aria-hidden />
                      </Handle>
                      <Handle label={t("home.down", { title: panel.title })} disabled={at === panels.length - 1} onClick={() => move(at, 1)}>
                        <ArrowDown size={15} aria-hidden />
                      </Handle>
                      <Handle label={t("home.remove", { title: panel.title })} onClick={() => setDraft(panels.filter((other) => other !== panel))}>
                        <X size={15} aria-hidden />
                      </Handle>
                    </div>
                  )
                }
              />
            ))}
            {draft && (
              <div className="col-span-12">
                {adding ? (
                  <PanelForm
                    onCancel={() => setAdding(false)}
                    onAdd={(panel) => {
                      setDraft([...panels, panel]);
                      setAdding(false);
                    }}
                  />
                ) : (
                  <Button tone="line" onClick={() => setAdding(true)}>
                    <Plus size={15} aria-hidden />
                    {t("home.add")}
                  </Button>
                )}
              </div>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

/** Charts say their title themselves, beside their table. */
const titled = ({ form, report }: Panel) => form === "chart" && report !== "deals";

function Frame({ panel, controls }: { panel: Panel; controls: ReactNode }) {
  return (
    <div className={`col-span-12 min-w-0 ${WIDTHS[panel.width || 6] ?? "lg:col-span-6"} ${panel.form === "figure" ? "border-t border-line-strong pt-2" : ""}`}>
      {(controls || !titled(panel)) && (
        <div className="mb-2 flex min-h-7 items-start gap-2">
          {titled(panel) ? <span className="flex-1" /> : <h2 className={`min-w-0 flex-1 ${panel.form === "figure" ? "text-sm text-ink-2" : "font-semibold"}`}>{panel.title}</h2>}
          {controls}
        </div>
      )}
      <PanelBody panel={panel} />
    </div>
  );
}

function Handle({ label, disabled, onClick, children }: { label: string; disabled?: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-label={label} disabled={disabled} onClick={onClick} className="grid size-7 place-items-center rounded-ctl text-ink-2 hover:bg-hover hover:text-ink disabled:opacity-40 pointer-coarse:size-11">
      {children}
    </button>
  );
}

/** The way into editing, and back from one's own page to that of the role. */
function Changing({ page, onEdit }: { page: Shown; onEdit: () => void }) {
  const { t } = useText();
  const mine = page.id && page.version && page.from === "own" && page.view.page === "start";
  const back = async () => {
    try {
      await drop({ id: page.id!, version: page.version! });
      showToast({ text: t("home.reset"), action: { label: t("toast.undo"), run: () => void keep(page.view, idempotencyKey()).catch(() => undefined) } });
    } catch (error) {
      showToast({ text: asProblem(error).message });
    }
  };
  return (
    <>
      {mine && <Button onClick={() => void back()}>{t("home.back")}</Button>}
      <Button tone="line" onClick={onEdit}>
        <Pencil size={14} aria-hidden />
        {t("home.edit")}
      </Button>
    </>
  );
}

/** Keeps the page for oneself, or for everybody of the role. */
function Saving({ page, panels, onDone }: { page: Shown; panels: readonly Panel[]; onDone: () => void }) {
  const { t } = useText();
  const { me, mayShareByRole } = useMe();
  const { busy, problem, send } = useSending();
  const save = async (whose: "own" | "role") => {
    const bearer = whose === "own" ? { owner: me } : { role: page.role };
    const done = await send(async (key) => {
      if (page.id && page.version && page.from === whose) return change({ id: page.id, version: page.version }, { panels: [...panels] });
      await keep({ name: page.view.name, page: page.view.page, icon: page.view.icon, panels: [...panels], ...bearer }, key);
    });
    if (done) onDone();
  };
  return (
    <>
      <Button onClick={onDone}>{t("dialog.cancel")}</Button>
      {mayShareByRole && page.from !== "own" && (
        <Button tone="line" disabled={busy} onClick={() => void save("role")}>
          {t("home.save.role", { role: t(`views.role.${page.role}` as "views.role.rep") })}
        </Button>
      )}
      <Button tone="primary" disabled={busy} onClick={() => void save("own")}>
        {t("home.save")}
      </Button>
      <div className="w-full text-right">
        <Objection problem={problem} />
      </div>
    </>
  );
}
