import "../process/words";
import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { Empty } from "../parts/empty";
import { FormEnd, Objection, TextField, words } from "../parts/form";
import { Page, Part } from "../parts/page";
import { useSending } from "../parts/useSending";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { sessionQuery, usersQuery } from "../wire/queries";
import { Turn } from "./GiveOut";
import type { Trial } from "./queries";
import { routesQuery, type Route } from "./routes";

/** Who may lay down routes; the server decides in any case. */
export function useMayRoute(): boolean {
  return useSuspenseQuery(sessionQuery).data.roles.includes("admin");
}

/** The routes in the order in which they are asked, and a try at them. */
export function Routes() {
  const { t } = useText();
  const query = useQuery(routesQuery);
  const may = useMayRoute();
  return (
    <Page
      title={t("routes.title")}
      bar={null}
      lead={t("routes.lead")}
      actions={
        may && (
          <Link to="/settings/routes/$id" params={{ id: "new" }} className="inline-flex h-7 items-center gap-1.5 rounded-ctl bg-primary px-2.5 font-medium text-on-primary hover:opacity-90 pointer-coarse:h-11">
            <Plus size={15} aria-hidden />
            {t("routes.new")}
          </Link>
        )
      }
    >
      <div className="mt-4">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(routes) => {
            if (routes.length === 0) return <Empty>{t("routes.none")}</Empty>;
            return (["leads", "deals"] as const).map((of) => {
              const shown = routes.filter((route) => route.of === of).toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
              if (shown.length === 0) return null;
              return (
                <Part key={of} title={t(`routes.of.${of}`)}>
                  <ol className="divide-y divide-line border-y border-line">
                    {shown.map((route) => (
                      <Line key={route.id} route={route} every={t(`routes.every.${of}`)} />
                    ))}
                  </ol>
                </Part>
              );
            });
          }}
        </Answered>
      </div>
      {(query.data ?? []).some(({ of }) => of === "leads") && <Try />}
    </Page>
  );
}

function Line({ route, every }: { route: Route; every: string }) {
  const { t, count, whole } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const { fallback, first_touch, id, members, name, off, when } = route;
  const said = [
    count("routes.people", members?.length ?? 0),
    first_touch ? t("routes.touch.within", { n: whole(first_touch) }) : "",
    fallback ? t("routes.else", { name: users.find((user) => user.id === fallback)?.name ?? "…" }) : "",
  ];
  return (
    <li>
      <Link to="/settings/routes/$id" params={{ id }} className="block rounded-ctl px-1 py-2 hover:bg-hover">
        <span className="flex items-baseline gap-3">
          <span className={`flex-1 font-medium wrap-break-word ${off ? "text-ink-2" : ""}`}>{name}</span>
          {off && <span className="text-sm text-ink-2">{t("routes.off")}</span>}
        </span>
        <span className={`block text-sm wrap-anywhere text-ink-2 ${when ? "font-mono" : ""}`}>{when || every}</span>
        <span className="block text-sm text-ink-2">{said.filter(Boolean).join(" · ")}</span>
      </Link>
    </li>
  );
}

const ASKED = ["region", "segment", "language", "source"] as const;

/** Whose turn it would be for a lead that there might be. */
function Try() {
  const { t } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const [trial, setTrial] = useState<Trial | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const body = Object.fromEntries(ASKED.map((name) => [name, word(name) || undefined]));
    void send(async () => setTrial(await ask(wire.POST("/v1/routes/try", { body }))));
  };
  return (
    <Part title={t("routes.try")}>
      <p className="text-ink-2">{t("routes.try.lead")}</p>
      <form onSubmit={submit} className="mt-3 grid gap-3 sm:grid-cols-4" noValidate>
        {ASKED.map((name) => (
          <TextField key={name} label={t(`lead.${name}`)} name={name} problem={problem} autoComplete="off" />
        ))}
        <div className="sm:col-span-4">
          <Objection problem={problem} />
          <FormEnd busy={busy}>{t("routes.try.go")}</FormEnd>
        </div>
      </form>
      <div role="status">{trial && <Turn trial={trial} nameOf={(id) => users.find((user) => user.id === id)?.name ?? "…"} />}</div>
    </Part>
  );
}
