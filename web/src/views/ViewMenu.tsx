import "./words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { useRefine } from "../frame/TopBar";
import { FormEnd, Objection, SelectField, TextField, words } from "../parts/form";
import { idempotencyKey } from "../parts/idempotency";
import { barButton, MenuButton, type MenuSection } from "../parts/menu";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { asProblem } from "../wire/problem";
import { useText } from "../text/useText";
import { addressOf, instead, same } from "./kept";
import { again, change, drop, keep, viewsQuery, type Kept, type NewView, type View } from "./views";
import { useMe } from "./me";

type Asking = { kind: "save" } | { kind: "rename"; view: View };

/** The kept questions of a page: open one, keep this one, give it to others, take it away. */
export default function ViewMenu({ page, question }: { page: NewView["page"]; question: Kept }) {
  const { t } = useText();
  const navigate = useNavigate();
  const refine = useRefine();
  const { me, mayShareByRole } = useMe();
  const { view: id, as_of } = useSearch({ strict: false });
  const all = (useQuery(viewsQuery).data ?? []).filter((view) => view.page === page);
  const [asking, setAsking] = useState<Asking | null>(null);
  const open = all.find((view) => view.id === id);
  const changed = open !== undefined && !same(open.question, question);
  const own = (view: View) => view.owner === me || (Boolean(view.role) && mayShareByRole);

  const report = (error: unknown) => showToast({ text: asProblem(error).code === "network" ? t("error.offline") : asProblem(error).message });
  const remove = async (view: View) => {
    try {
      await drop(view);
      refine({ view: undefined });
      showToast({ text: t("views.deleted", { name: view.name }), action: { label: t("toast.undo"), run: () => void keep(again(view), idempotencyKey()).catch(report) } });
    } catch (error) {
      report(error);
    }
  };
  const sections: MenuSection[] = [
    ...(all.length > 0
      ? [
          {
            heading: t("views.title"),
            entries: all.map((view) => {
              const { to, search } = addressOf(view);
              return { label: view.name, chosen: view.id === id, run: () => void navigate({ to, search: { ...search, as_of } as never }) };
            }),
          },
        ]
      : []),
    {
      entries: [
        ...(open && changed && own(open) ? [{ label: t("views.update", { name: open.name }), run: () => void change(open, { question: instead(open.question, question) }).catch(report) }] : []),
        { label: t("views.saveas"), run: () => setAsking({ kind: "save" }) },
        ...(open && own(open)
          ? [
              { label: t("views.rename"), run: () => setAsking({ kind: "rename", view: open }) },
              { label: t("views.delete"), run: () => void remove(open) },
            ]
          : []),
      ],
    },
  ];
  return (
    <>
      <MenuButton className={barButton} sections={sections}>
        <Bookmark size={15} aria-hidden className={open ? "fill-current" : ""} />
        <span className="max-w-40 truncate max-md:sr-only">{open?.name ?? t("views.title")}</span>
        {changed && <span className="text-sm font-normal text-warn">{t("views.changed")}</span>}
      </MenuButton>
      {asking && <Naming page={page} question={question} asking={asking} onClose={() => setAsking(null)} onSaved={(view) => refine({ view: view.id })} />}
    </>
  );
}

const ROLES = ["rep", "manager", "leader", "executive", "finance"] as const;

/** What it is called and who has it. */
function Naming({ page, question, asking, onClose, onSaved }: { page: NewView["page"]; question: Kept; asking: Asking; onClose: () => void; onSaved: (view: View) => void }) {
  const { t } = useText();
  const { me, mayShareByRole } = useMe();
  const { busy, problem, send } = useSending();
  const renamed = asking.kind === "rename" ? asking.view : null;
  const submit = async (form: HTMLFormElement) => {
    const field = words(form);
    const [name, whose] = [field("name"), field("for")];
    const done = await send(async (key) => {
      if (renamed) return change(renamed, { name, ...(!renamed.role && { shared: whose === "all" }) });
      const bearer = whose.startsWith("role:") ? { role: whose.slice(5) as NonNullable<NewView["role"]> } : { owner: me, shared: whose === "all" };
      onSaved(await keep({ name, page, question, ...bearer }, key));
    });
    if (!done) return;
    onClose();
    showToast({ text: t("views.saved", { name }) });
  };
  return (
    <Modal title={t(renamed ? "views.rename" : "views.saveas")} onClose={onClose}>
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <TextField label={t("views.name")} name="name" autoFocus defaultValue={renamed?.name} problem={problem} />
        {!renamed?.role && (
          <SelectField
            label={t("views.for")}
            name="for"
            problem={problem}
            pointer="/shared"
            defaultValue={renamed?.shared ? "all" : "me"}
            options={[
              { value: "me", label: t("views.for.me") },
              { value: "all", label: t("views.for.all") },
              ...(mayShareByRole && !renamed ? ROLES.map((role) => ({ value: `role:${role}`, label: t("views.for.role", { role: t(`views.role.${role}`) }) })) : []),
            ]}
          />
        )}
        <Objection problem={problem} shown={["/name", "/shared"]} />
        <FormEnd onCancel={onClose} busy={busy}>
          {t("dialog.save")}
        </FormEnd>
      </form>
    </Modal>
  );
}
