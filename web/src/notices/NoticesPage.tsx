import "../work/words";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { titleOf } from "../actions/act";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Objection } from "../parts/form";
import { Page } from "../parts/page";
import { useSending } from "../parts/useSending";
import { rulesQuery } from "../process/rules";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { noticesQuery, readUntil, type Notice } from "./notices";

/** What the caller was told, each with the way to what it is about; what is new is told apart until it is read. */
export function NoticesPage() {
  const { t } = useText();
  const query = useInfiniteQuery({ ...noticesQuery, staleTime: 0 });
  const { busy, problem, send } = useSending();
  const notices = query.data?.pages.flatMap(({ data }) => data) ?? [];
  const newest = notices[0];
  return (
    <Page
      title={t("nav.notices")}
      lead={t("notices.lead")}
      actions={
        newest &&
        !newest.read_at && (
          <Button tone="line" disabled={busy} onClick={() => void send(() => readUntil(newest.at))}>
            {t("notices.read")}
          </Button>
        )
      }
    >
      <Objection problem={problem} />
      <div className="mt-4">
        <Answered query={{ data: query.data, error: query.error, isError: query.isError, isPlaceholderData: false }}>
          {() =>
            notices.length === 0 ? (
              <Empty>{t("notices.none")}</Empty>
            ) : (
              <div>
                <Notices notices={notices} />
                {query.hasNextPage && (
                  <Button tone="link" className="mt-1" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {t("attention.more")}
                  </Button>
                )}
              </div>
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

/** As many deals as the server takes by name at once. */
const MOST_DEALS = 200;

function Notices({ notices }: { notices: readonly Notice[] }) {
  const { t, moment } = useText();
  const rules = useQuery(rulesQuery).data ?? [];
  const ids = [...new Set(notices.flatMap(({ deal }) => deal || []))].slice(0, MOST_DEALS).join(",");
  const deals = useQuery({ queryKey: ["list", { ids }, "notices"] as const, enabled: ids !== "", queryFn: ({ signal }) => ask(wire.GET("/v1/deals", { signal, params: { query: { ids, limit: MOST_DEALS } } })) }).data?.data ?? [];
  const link = "font-medium text-accent-ink underline-offset-4 hover:underline";
  return (
    <ul className="divide-y divide-line border-y border-line">
      {notices.map(({ id, deal, rule, text, at, read_at }) => {
        const known = deals.find((each) => each.id === deal);
        const by = rules.find((each) => each.id === rule);
        return (
          <li key={id} className="flex gap-3 py-2">
            <span aria-hidden className={`mt-1.5 size-2 shrink-0 rounded-full ${read_at ? "" : "bg-accent"}`} />
            <div className="min-w-0 flex-1">
              <p className={`wrap-break-word ${read_at ? "" : "font-semibold"}`}>
                {!read_at && <span className="sr-only">{t("notices.new")} </span>}
                {text}
              </p>
              <p className="flex flex-wrap gap-x-3 text-sm text-ink-2">
                {deal && (
                  <Link to="/deals/$id" params={{ id: deal }} className={link}>
                    {known ? titleOf(known) : t("notices.deal")}
                  </Link>
                )}
                {by && (
                  <Link to="/settings/rules/$id" params={{ id: by.id }} className={link}>
                    {t("notices.by", { rule: by.name })}
                  </Link>
                )}
                <time dateTime={at}>{moment(at)}</time>
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
