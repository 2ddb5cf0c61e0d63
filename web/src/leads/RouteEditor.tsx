import "../process/words";
import "../reports/words";
import "./words";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Field, fieldClass } from "../parts/controls";
import { Confirm } from "../parts/confirm";
import { Objection } from "../parts/form";
import { Page, Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { Expression } from "../process/Expression";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { usersQuery } from "../wire/queries";
import { Members } from "./Members";
import { draftOf, routeOf, type RouteDraft } from "./routeDraft";
import { dropRoute, routesQuery, saveRoute, turnsQuery, type Route } from "./routes";
import { useMayRoute } from "./Routes";

/** One route: what it takes, whose turn it can be, what happens where it is nobody's, and how fair it has been. */
export function RouteEditor() {
  const { t } = useText();
  const { id } = useParams({ from: "/inside/settings/routes/$id" });
  const query = useQuery(routesQuery);
  const routes = query.data;
  const kept = routes?.find((route) => route.id === id);
  if (routes && (id === "new" || kept)) return <Editor key={`${id} ${kept?.version}`} kept={kept} next={Math.max(0, ...routes.map(({ order }) => order ?? 0)) + 1} />;
  return (
    <Page title={t("routes.title")} bar={null} lead={<Back />}>
      <Answered query={{ ...query, isPlaceholderData: false }}>{() => <p className="mt-4 text-ink-2">{t("routes.gone")}</p>}</Answered>
    </Page>
  );
}

function Back() {
  const { t } = useText();
  return (
    <Link to="/settings/routes" className="text-accent-ink underline underline-offset-4">
      {t("routes.title")}
    </Link>
  );
}

function Editor({ kept, next }: { kept: Route | undefined; next: number }) {
  const { t } = useText();
  const navigate = useNavigate();
  const may = useMayRoute();
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send, setProblem } = useSending();
  const [draft, setDraft] = useState<RouteDraft>(() => draftOf(kept, next));
  const [dropping, setDropping] = useState(false);
  const set = (change: Partial<RouteDraft>) => {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  };
  const save = async () => {
    let after: Route | undefined;
    const done = await send(async (key) => {
      after = await saveRoute(kept, routeOf(draft), key);
    });
    if (!done || !after) return;
    showToast({ text: t("route.saved", { name: after.name }) });
    if (!kept) await navigate({ to: "/settings/routes/$id", params: { id: after.id }, replace: true });
  };
  const text = (name: "name" | "order" | "first_touch" | "from" | "to", label: string, pointer = `/${name}`) => (
    <Field label={label} error={problem?.about(pointer)}>
      {(id, described) => (
        <input
          id={id}
          value={draft[name]}
          maxLength={200}
          inputMode={name === "name" ? undefined : "numeric"}
          aria-describedby={described}
          aria-invalid={Boolean(described)}
          onChange={(event) => set({ [name]: event.target.value })}
          className={`${fieldClass} ${name === "name" ? "" : "num"}`}
        />
      )}
    </Field>
  );
  return (
    <Page
      bar={null}
      title={draft.name || t("routes.new")}
      lead={<Back />}
      actions={
        may && (
          <>
            {kept && <Button onClick={() => setDropping(true)}>{t("route.archive")}</Button>}
            <Button tone="primary" disabled={busy} onClick={() => void save()}>
              {t("dialog.save")}
            </Button>
          </>
        )
      }
    >
      <fieldset disabled={!may} className="mt-5 flex max-w-200 flex-col gap-4">
        <label className="inline-flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
          <input type="checkbox" checked={draft.on} onChange={(event) => set({ on: event.target.checked })} className="size-4 accent-(--accent)" />
          {t("route.on")}
        </label>
        {text("name", t("design.name"))}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("route.of")} error={problem?.about("/of")}>
            {(id) => (
              <select id={id} value={draft.of} onChange={(event) => set({ of: event.target.value })} className={fieldClass}>
                {(["leads", "deals"] as const).map((of) => (
                  <option key={of} value={of}>
                    {t(`routes.of.${of}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {text("order", t("route.order"))}
        </div>
        <div>
          <p className="mb-1 text-sm font-medium text-ink-2">{t("route.when")}</p>
          <Expression label={t("route.when")} text={draft.when} fault={problem?.about("/when")} onChange={(when) => set({ when })} placeholder={draft.of === "leads" ? 'lead.region.startsWith("Jawa")' : "deal.value > 1000000000"} />
        </div>
        <Members members={draft.members} problem={problem} onChange={(members) => set({ members })} />
        <Field label={t("route.fallback")} error={problem?.about("/fallback")}>
          {(id) => (
            <select id={id} value={draft.fallback} onChange={(event) => set({ fallback: event.target.value })} className={fieldClass}>
              <option value="">{t("route.nobody")}</option>
              {users
                .filter((user) => !user.inactive || user.id === draft.fallback)
                .map((user) => (
                  <option key={user.id} value={user.id}>
                    {user.name}
                  </option>
                ))}
            </select>
          )}
        </Field>
        {draft.of === "leads" && (
          <div className="grid gap-3 sm:grid-cols-[2fr_1fr_1fr] sm:items-end">
            {text("first_touch", t("route.touch"))}
            {text("from", t("route.from"), "/office")}
            {text("to", t("route.to"), "/office")}
          </div>
        )}
        <Objection problem={problem} shown={["/name", "/of", "/order", "/when", "/fallback", "/first_touch", "/office", ...draft.members.map((_, at) => `/members/${at}`)]} />
      </fieldset>
      {kept && <Fairness id={kept.id} />}
      {kept && dropping && (
        <Confirm title={t("route.archive")} body={t("route.archive.ask", { name: kept.name })} label={t("route.archive")} act={() => dropRoute(kept)} onDone={() => void navigate({ to: "/settings/routes" })} onClose={() => setDropping(false)} />
      )}
    </Page>
  );
}

/** How many turns each had, beside what their share made their due. */
function Fairness({ id }: { id: string }) {
  const { t, count, whole, decimal, signed } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const query = useQuery(turnsQuery(id));
  return (
    <Part title={t("route.fair")}>
      <Answered query={query}>
        {({ data, given }) =>
          given === 0 ? (
            <p className="text-ink-2">{t("route.fair.none")}</p>
          ) : (
            <div>
              <p className="mb-2 text-ink-2">{count("route.fair.lead", given)}</p>
              <Sheet label={t("route.fair")} head={[t("away.who"), t("route.fair.had"), t("route.fair.due"), t("route.fair.off")]}>
                {data.map(({ away, due, had, member, user }) => (
                  <tr key={user}>
                    <RowHead>
                      {users.find((each) => each.id === user)?.name ?? "…"}
                      {(away || !member) && <span className="text-sm text-ink-2">{` · ${t(member ? "route.fair.away" : "route.fair.former")}`}</span>}
                    </RowHead>
                    <td className="text-right">{whole(had)}</td>
                    <td className="text-right">{decimal(due)}</td>
                    <td className="pr-0! text-right">{signed(had - due)}</td>
                  </tr>
                ))}
              </Sheet>
            </div>
          )
        }
      </Answered>
    </Part>
  );
}
