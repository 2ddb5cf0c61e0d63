import { useQuery } from "@tanstack/react-query";
import { Button } from "../parts/controls";
import { Objection } from "../parts/form";
import { Page } from "../parts/page";
import { WideTable } from "../parts/table";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import { isKey } from "../text/say";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { client } from "../wire/queries";
import { whole } from "../wire/queries";
import { deviceOf } from "../session/agent";

const KEY = ["sessions"] as const;

/** Where somebody is signed in, and how to end it there. */
export function Sessions() {
  const { t, moment } = useText();
  const sessions = useQuery({ queryKey: KEY, queryFn: ({ signal }) => whole((cursor) => ask(wire.GET("/v1/sessions", { signal, params: { query: { limit: 200, cursor } } }))), staleTime: 0 });
  const { busy, problem, send } = useSending();
  const others = (sessions.data ?? []).filter(({ current }) => !current).length;
  const end = async (work: () => Promise<unknown>, said: string) => {
    const done = await send(async () => void (await work()));
    await client.invalidateQueries({ queryKey: KEY });
    if (done) showToast({ text: said });
  };
  return (
    <Page
      title={t("sessions.title")}
      lead={t("sessions.lead")}
      bar={null}
      actions={
        others > 0 && (
          <Button tone="line" disabled={busy} onClick={() => void end(() => ask(wire.DELETE("/v1/sessions", {})), t("sessions.allended"))}>
            {t("sessions.others")}
          </Button>
        )
      }
    >
      <WideTable label={t("sessions.list")} columns={[t("sessions.device"), t("sessions.means"), t("sessions.address"), t("sessions.since"), t("sessions.seen")]} deed={t("sessions.end")} width="min-w-160" className="mt-4">
        {sessions.data?.map(({ id, agent, means, address, created_at, seen_at, current }) => {
          const device = deviceOf(agent) || t("sessions.unknown");
          return (
            <tr key={id}>
              <td className="font-medium" data-tip={agent || undefined}>
                {device}
              </td>
              <td>{isKey(`means.${means}`) ? t(`means.${means}` as "means.password") : means}</td>
              <td>{address || "–"}</td>
              <td>{moment(created_at)}</td>
              <td>{current ? <span className="font-medium text-won">{t("sessions.this")}</span> : moment(seen_at)}</td>
              <td className="pr-0! text-right">
                {!current && (
                  <Button tone="lineLost" disabled={busy} onClick={() => void end(() => ask(wire.DELETE("/v1/sessions/{id}", { params: { path: { id } } })), t("sessions.ended", { device }))}>
                    {t("sessions.end")}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </WideTable>
      {sessions.isPending && <p className="mt-4 text-ink-2">{t("board.loading")}</p>}
      {sessions.error && (
        <p role="alert" className="mt-4 text-lost">
          {sessions.error.message}
        </p>
      )}
      <div className="mt-3">
        <Objection problem={problem} />
      </div>
    </Page>
  );
}
