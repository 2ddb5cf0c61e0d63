import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import type { FormEvent } from "react";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { SelectField, TextField, words } from "../parts/form";
import { Page } from "../parts/page";
import { WideTable } from "../parts/table";
import { isKey } from "../text/say";
import { useText, type Text } from "../text/useText";
import { ask, wire } from "../wire/client";
import { usersQuery } from "../wire/queries";
import type { AuditSearch } from "../frame/search";

/** What an entry may be about, as the filter offers it: the first word of its action. */
const SUBJECTS = ["session", "password", "token", "passkey", "identity", "invitation", "user", "team", "workspace", "request", "export"] as const;

/** Who came in, who was refused and who changed who may. What is looked for stands in the address. */
export function Audit() {
  const text = useText();
  const { t, moment } = text;
  const search = useSearch({ from: "/inside/settings/audit" });
  const navigate = useNavigate();
  const users = useQuery(usersQuery).data ?? [];
  const audit = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: async ({ signal, pageParam }) => {
      const page = await ask(wire.GET("/v1/audit", { signal, params: { query: { ...search, limit: 100, cursor: pageParam || undefined } } }));
      return page as Exclude<typeof page, string>; // a text only where a table was asked for
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor || undefined,
    staleTime: 0,
  });
  const entries = audit.data?.pages.flatMap(({ data }) => data ?? []) ?? [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const word = words(event.currentTarget);
    const asked = (name: keyof AuditSearch) => word(name) || undefined;
    void navigate({ to: "/settings/audit", search: { q: asked("q"), action: asked("action"), actor: asked("actor"), from: asked("from"), until: asked("until") } });
  };
  const filtered = Object.values(search).some(Boolean);
  const csv = `/v1/audit?${new URLSearchParams({ ...(Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as Record<string, string>), format: "csv" })}`;
  return (
    <Page
      title={t("audit.title")}
      lead={t("audit.lead")}
      bar={null}
      wide
      actions={
        <a href={csv} download className="inline-flex h-7 items-center gap-1.5 rounded-ctl border border-line-strong bg-surface px-2.5 font-medium hover:bg-hover pointer-coarse:h-11">
          <Download size={15} aria-hidden />
          {t("audit.export")}
        </a>
      }
    >
      <form key={JSON.stringify(search)} onSubmit={submit} className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(128px,1fr))] items-end gap-3" noValidate>
        <TextField label={t("audit.text")} name="q" type="search" defaultValue={search.q} />
        <SelectField label={t("audit.subject")} name="action" defaultValue={search.action ?? ""} options={[{ value: "", label: t("audit.everything") }, ...SUBJECTS.map((value) => ({ value, label: t(`audit.of.${value}`) })), ...other(text, search.action)]} />
        <SelectField label={t("audit.who")} name="actor" defaultValue={search.actor ?? ""} options={[{ value: "", label: t("filter.anyone") }, ...users.map(({ id, name }) => ({ value: id, label: name }))]} />
        <TextField label={t("audit.from")} name="from" type="date" defaultValue={search.from} />
        <TextField label={t("audit.until")} name="until" type="date" defaultValue={search.until} />
        <div className="flex gap-1">
          <Button type="submit" tone="primary" className="h-8">
            {t("filter.apply")}
          </Button>
          {filtered && (
            <Button className="h-8" onClick={() => void navigate({ to: "/settings/audit", search: {} })}>
              {t("filter.clear")}
            </Button>
          )}
        </div>
      </form>
      {entries.length > 0 && (
        <WideTable label={t("audit.entries")} columns={[t("audit.when"), t("audit.who"), t("audit.what"), t("audit.object"), t("sessions.address"), t("audit.detail")]} width="min-w-200" className="mt-4">
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className="whitespace-nowrap text-ink-2">{moment(entry.at)}</td>
              <td className="whitespace-nowrap">{entry.actor_name || entry.actor || t("audit.nobody")}</td>
              <td className={`font-medium ${refusal(entry.action) ? "text-lost" : ""}`}>
                {actionWords(text, entry.action)}
                {entry.times > 1 && <span className="ml-1 font-normal text-ink-2">{t("audit.times", { n: text.whole(entry.times) })}</span>}
              </td>
              <td className="max-w-52 truncate" data-tip={entry.object || undefined}>
                {entry.object_name || entry.object || "–"}
              </td>
              <td>{entry.address || "–"}</td>
              <td className="max-w-60 truncate text-ink-2" data-tip={entry.detail_named || undefined}>
                {detailWords(text, entry.detail_named)}
              </td>
            </tr>
          ))}
        </WideTable>
      )}
      {audit.isPending && <p className="mt-4 text-ink-2">{t("board.loading")}</p>}
      {audit.isSuccess && entries.length === 0 && <Empty className="mt-4">{t(filtered ? "audit.nothing" : "audit.none")}</Empty>}
      {audit.error && (
        <p role="alert" className="mt-4 text-lost">
          {audit.error.message}
        </p>
      )}
      {audit.hasNextPage && (
        <Button tone="line" className="mt-4" disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {t("deal.timeline.more")}
        </Button>
      )}
    </Page>
  );
}

/** A finer filter out of a link still shows what it is. */
function other(text: Text, action: string | undefined) {
  return action && !SUBJECTS.some((subject) => subject === action) ? [{ value: action, label: actionWords(text, action) }] : [];
}

function refusal(action: string): boolean {
  return /\.(refused|locked_out|denied|exposed)$/.test(action);
}

/** By what means somebody came in is a word of ours; what else is noted stands as it is. */
function detailWords({ t }: Text, detail: string): string {
  const key = `means.${detail}`;
  return isKey(key) ? t(key) : detail;
}

/** The action in words; the action itself where it is newer than these words. */
function actionWords({ t }: Text, action: string): string {
  const key = `audit.did.${action}`;
  return isKey(key) ? t(key) : action;
}
