import { useQuery } from "@tanstack/react-query";
import { Page, Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { Trouble } from "../parts/trouble";
import { Stats } from "../reports/Stats";
import { isKey } from "../text/say";
import { useText } from "../text/useText";
import { teamsQuery, usersQuery } from "../wire/queries";
import { ForecastBar, FutureMenus, useAskedFuture } from "./ForecastBar";
import { biasQuery, forecastQuery, type Forecast } from "./queries";

/** How far the forecast can be trusted: what each method would have said, and how good any forecast can be here. */
export function Accuracy() {
  const { t } = useText();
  const { period, asked } = useAskedFuture();
  const forecast = useQuery(forecastQuery(period, asked));
  return (
    <Page title={t("accuracy.title")} lead={t("accuracy.lead")} wide bar={<ForecastBar>{<FutureMenus />}</ForecastBar>}>
      {forecast.isPending && (
        <p role="status" className="mt-4 text-ink-2">
          {t("forecast.working")}
        </p>
      )}
      {forecast.error && <Trouble error={forecast.error} className="mt-4" />}
      {forecast.data && (
        <>
          <Ceiling forecast={forecast.data} />
          <Tournament forecast={forecast.data} />
        </>
      )}
      <Optimists as_of={asked.as_of} />
    </Page>
  );
}

function Ceiling({ forecast: { ceiling, learnt } }: { forecast: Forecast }) {
  const { t, percent, decimal, whole, count } = useText();
  if (!ceiling)
    return (
      <Part title={t("accuracy.ceiling")}>
        <p className="max-w-160 text-ink-2">{t("accuracy.ceiling.none")}</p>
      </Part>
    );
  return (
    <Part title={t("accuracy.ceiling")}>
      <p className="mb-4 max-w-160 text-ink-2">{t("accuracy.ceiling.lead", { wins: whole(Math.round(ceiling.wins)), c: decimal(ceiling.variation), booked: percent(ceiling.booked_share) })}</p>
      <Stats
        stats={[
          { key: "now", label: t("accuracy.now"), text: percent(ceiling.accuracy), note: count("accuracy.learnt", learnt.deals) },
          { key: "later", label: t("accuracy.later"), text: percent(ceiling.later) },
          { key: "more", label: t("accuracy.more"), text: percent(ceiling.with_more_deals) },
          { key: "steady", label: t("accuracy.steady"), text: percent(ceiling.with_steadier_deals) },
        ]}
      />
    </Part>
  );
}

function Tournament({ forecast: { methods } }: { forecast: Forecast }) {
  const { t, full, percent, whole } = useText();
  return (
    <Part title={t("accuracy.tournament")}>
      <p className="mb-2 max-w-160 text-ink-2">{t("accuracy.tournament.lead")}</p>
      <Sheet label={t("accuracy.tournament")} head={[t("accuracy.method"), t("accuracy.says"), t("accuracy.error"), t("accuracy.weight"), t("accuracy.periods")]}>
        {methods.map(({ method, says, error, weight, periods }) => (
          <tr key={method}>
            <RowHead strong={method === "combination"}>
              {isKey(`method.${method}`) ? t(`method.${method}` as "method.model") : method}
            </RowHead>
            <td className="text-right">{full(says)}</td>
            <td className="text-right">{error === null ? "–" : percent(error)}</td>
            <td className="text-right">{method === "combination" ? "–" : percent(weight)}</td>
            <td className="pr-0! text-right">{whole(periods)}</td>
          </tr>
        ))}
      </Sheet>
    </Part>
  );
}

/** The bias ledger: how much each submitter has said too much, by call. */
function Optimists({ as_of }: { as_of?: string }) {
  const { t, share, whole } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const biases = useQuery(biasQuery(as_of));
  if (!biases.data) return biases.error ? <p className="mt-4 text-lost">{biases.error.message}</p> : null;
  const named = (all: readonly { id: string; name: string }[], id: string | null) => all.find((one) => one.id === id)?.name;
  return (
    <Part title={t("bias.title")}>
      <p className="mb-2 max-w-160 text-ink-2">{t("bias.lead")}</p>
      {biases.data.length === 0 ? (
        <p className="text-ink-2">{t("bias.none")}</p>
      ) : (
        <Sheet label={t("bias.title")} head={[t("bias.who"), t("bias.call"), t("bias.bias"), t("bias.wape"), t("bias.periods")]}>
          {biases.data.map(({ user, team, call, bias, wape, periods }) => (
            <tr key={`${user} ${team} ${call}`}>
              <RowHead>{[named(users, user) ?? user, named(teams, team)].filter(Boolean).join(", ")}</RowHead>
              <td className="text-right">{t(`category.${call}` as "category.commit")}</td>
              <td className={`text-right ${bias > 0 ? "text-warn" : ""}`}>{share(bias)}</td>
              <td className="text-right">{share(wape)}</td>
              <td className="pr-0! text-right">{whole(periods)}</td>
            </tr>
          ))}
        </Sheet>
      )}
    </Part>
  );
}
