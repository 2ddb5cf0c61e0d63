import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Confirm } from "../parts/confirm";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { WideTable } from "../parts/table";
import { showToast } from "../parts/toasts";
import { roleWords } from "../people/roles";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import type { paths } from "../wire/schema";
import { client, sessionQuery, whole } from "../wire/queries";

const NewToken = lazy(() => import("./NewToken"));

export type Token = paths["/v1/tokens"]["get"]["responses"][200]["content"]["application/json"]["data"][number];
export const tokensKey = ["tokens"] as const;

/** The secrets of programs: one's own, for an admin all. */
export function Tokens() {
  const text = useText();
  const { t, moment } = text;
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [ended, setEnded] = useState(false);
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Token | null>(null);
  const tokens = useQuery({
    queryKey: [...tokensKey, ended],
    queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/tokens", { signal, params: { query: { limit: 200, cursor, ended } } }))),
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const over = (token: Token) => Boolean(token.revoked_at) || (token.expires_at !== null && token.expires_at <= new Date().toISOString());
  const add = (
    <Button tone="primary" onClick={() => setMaking(true)}>
      <Plus size={15} aria-hidden />
      {t("tokens.new")}
    </Button>
  );
  return (
    <Page title={t("tokens.title")} lead={t("tokens.lead")} bar={null} actions={add} wide>
      <label className="mt-4 inline-flex min-h-6 items-center gap-2 text-ink-2">
        <input type="checkbox" checked={ended} onChange={(event) => setEnded(event.target.checked)} className="size-4 accent-(--accent)" />
        {t("tokens.showended")}
      </label>
      {tokens.data && tokens.data.length > 0 && (
        <WideTable label={t("tokens.list")} columns={[t("tokens.name"), t("tokens.who"), t("tokens.scopes"), t("tokens.used"), t("tokens.expires")]} deed={t("tokens.revoke")} width="min-w-180" className="mt-2">
          {tokens.data.map((token) => (
            <tr key={token.id} className={over(token) ? "text-ink-2" : ""}>
              <td className="max-w-60 truncate font-medium">{token.name}</td>
              <td>{token.user ? token.user_name : t("tokens.ofworkspace", { role: roleWords(t, [token.role]) })}</td>
              <td>{scopeWords(text, token.scopes)}</td>
              <td>{token.last_used_at ? moment(token.last_used_at) : t("tokens.never")}</td>
              <td>{token.revoked_at ? t("tokens.revoked") : over(token) ? t("tokens.expired") : token.expires_at ? moment(token.expires_at) : t("tokens.noexpiry")}</td>
              <td className="pr-0! text-right">
                {!over(token) && (
                  <Button tone="lineLost" onClick={() => setEnding(token)}>
                    {t("tokens.revoke")}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </WideTable>
      )}
      {tokens.data?.length === 0 && <Empty className="mt-6">{t("tokens.none")}</Empty>}
      {tokens.error && (
        <p role="alert" className="mt-4 text-lost">
          {tokens.error.message}
        </p>
      )}
      <Suspense>{making && <NewToken admin={session.roles.includes("admin")} onClose={() => setMaking(false)} />}</Suspense>
      {ending && (
        <Confirm
          title={t("tokens.revoke.title", { name: ending.name })}
          body={t("tokens.revoke.body")}
          label={t("tokens.revoke")}
          act={() => ask(wire.DELETE("/v1/tokens/{id}", { params: { path: { id: ending.id } } })).finally(() => client.invalidateQueries({ queryKey: tokensKey }))}
          onDone={() => showToast({ text: t("tokens.revoked.done", { name: ending.name }) })}
          onClose={() => setEnding(null)}
        />
      )}
    </Page>
  );
}

export function scopeWords({ t }: Pick<ReturnType<typeof useText>, "t">, scopes: readonly string[]): string {
  return scopes.length === 0 ? t("scope.all") : scopes.map((scope) => t(`scope.${scope}` as "scope.read")).join(", ");
}
