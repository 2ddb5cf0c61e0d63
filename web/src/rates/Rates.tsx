import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { ClipboardPaste, Plus } from "lucide-react";
import { useState } from "react";
import { Confirm } from "../parts/confirm";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { Page, Part } from "../parts/page";
import { WideTable } from "../parts/table";
import { showToast } from "../parts/toasts";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { setsRates } from "./may";
import { PasteForm } from "./PasteForm";
import { RateForm } from "./RateForm";
import { forgetFigures, ratesQuery, removeRate, type NewRate, type Pair } from "./rates";

/** Days of a pair that are shown until somebody asks for all. */
const SHOWN = 12;

/** What currencies cost in others, and since when. Whoever comes from a figure that waits for a rate finds it asked for. */
export function Rates() {
  const { t, today, fullDay } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const query = useQuery(ratesQuery);
  const { from, to, day } = useSearch({ from: "/inside/settings/rates" });
  const navigate = useNavigate();
  const router = useRouter();
  const may = setsRates(session.roles);
  const own = session.workspace.currency;
  const waits = from && to && day ? { from, to, day, rate: "" } : undefined;
  const [asking, setAsking] = useState<{ rate: NewRate; kept?: boolean; missing?: boolean } | "paste" | null>(waits && may ? { rate: waits, missing: true } : null);
  const [removing, setRemoving] = useState<{ pair: Pair; day: string } | null>(null);
  const close = () => {
    setAsking(null);
    if (waits) void navigate({ to: "/settings/rates", search: {}, replace: true });
  };
  return (
    <Page
      title={t("rates.title")}
      bar={null}
      lead={t("rates.lead", { currency: own })}
      actions={
        may && (
          <div className="flex flex-wrap gap-2 max-md:w-full">
            <Button tone="line" onClick={() => setAsking("paste")}>
              <ClipboardPaste size={15} aria-hidden />
              {t("rates.paste")}
            </Button>
            <Button tone="primary" onClick={() => setAsking({ rate: { from: own === "USD" ? "EUR" : "USD", to: own, day: today, rate: "" } })}>
              <Plus size={15} aria-hidden />
              {t("rates.add")}
            </Button>
          </div>
        )
      }
    >
      {!may && <p className="mt-2 text-ink-2">{t("error.rate.who")}</p>}
      <div className="mt-4">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(pairs) => (
            <div>
              {pairs.every(({ days }) => !days?.length) && <Empty>{t("rates.none", { currency: own })}</Empty>}
              {pairs
                .filter(({ days }) => days?.length)
                .map((pair) => (
                  <Days key={pair.id} pair={pair} {...(may && { change: { correct: (rate) => setAsking({ rate, kept: true }), remove: (day) => setRemoving({ pair, day }) } })} />
                ))}
            </div>
          )}
        </Answered>
      </div>
      {removing && (
        <Confirm
          title={t("rates.remove.title", { from: removing.pair.from, to: removing.pair.to })}
          body={t("rates.remove.body", { day: fullDay(removing.day) })}
          label={t("rates.remove")}
          act={() => removeRate(removing.pair, removing.day)}
          onDone={() => {
            showToast({ text: t("rates.removed", { from: removing.pair.from, to: removing.pair.to }) });
            void forgetFigures();
          }}
          onClose={() => setRemoving(null)}
        />
      )}
      {asking === "paste" && <PasteForm onClose={close} />}
      {asking && asking !== "paste" && (
        <RateForm
          asked={asking.rate}
          missing={asking.missing}
          kept={asking.kept}
          known={[own, ...(query.data ?? []).flatMap((pair) => [pair.from, pair.to])]}
          onClose={close}
          onDone={(rate) => {
            showToast({ text: t("rates.saved", { from: rate.from, to: rate.to }), ...(asking.missing && { action: { label: t("rates.back"), run: () => router.history.back() } }) });
            close();
          }}
        />
      )}
    </Page>
  );
}

/** The days of one pair, the newest first; change is for who may. */
function Days({ pair, change }: { pair: Pair; change?: { correct: (rate: NewRate) => void; remove: (day: string) => void } }) {
  const { t, exact, fullDay, today, whole } = useText();
  const [all, setAll] = useState(false);
  const { from, to } = pair;
  const days = (pair.days ?? []).toReversed();
  const holds = days.find(({ day }) => day <= today)?.day;
  const title = t("rates.pair", { from, to });
  return (
    <Part title={title}>
      <WideTable label={title} columns={[t("rates.day"), { figures: t("rates.rate") }]} deed={change && t("rates.correct")} width="max-w-130">
        {(all ? days : days.slice(0, SHOWN)).map(({ day, rate }) => (
          <tr key={day}>
            <td>
              {fullDay(day)}
              {day === holds && <span className="ml-2 text-sm text-accent-ink">{t("rates.now")}</span>}
              {day > today && <span className="ml-2 text-sm text-ink-2">{t("rates.later")}</span>}
            </td>
            <td className="text-right">{exact(rate)}</td>
            {change && (
              <td className="pr-0! text-right whitespace-nowrap">
                <Button tone="line" aria-label={t("rates.correct.of", { from, to, day: fullDay(day) })} onClick={() => change.correct({ from, to, day, rate })}>
                  {t("rates.correct")}
                </Button>
                <Button tone="lineLost" className="ml-2" aria-label={t("rates.remove.of", { from, to, day: fullDay(day) })} onClick={() => change.remove(day)}>
                  {t("rates.remove")}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </WideTable>
      {!all && days.length > SHOWN && (
        <Button tone="link" className="mt-1" onClick={() => setAll(true)}>
          {t("rates.more", { n: whole(days.length) })}
        </Button>
      )}
    </Part>
  );
}
