import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { edit } from "../actions/act";
import { NextStepIcon, nextStepWords, stalledWords } from "../board/NextStep";
import { readAmount, writeAmount, wholeDays } from "../text/format";
import { isKey, type Key } from "../text/say";
import { useText } from "../text/useText";
import type { Deal, DealPatch } from "../wire/client";
import { competitorsQuery, pipelinesQuery, sessionQuery, usersQuery } from "../wire/queries";
import { Chance } from "../scores/Chance";
import { Counted } from "../scores/Counted";
import { DealLead } from "../leads/DealLead";
import { InlineEdit } from "./InlineEdit";
import { NextStepForm } from "./NextStepForm";

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-6.5 items-start gap-3">
      <dt className="w-26 shrink-0 py-0.5 text-ink-2">{label}</dt>
      <dd className="flex min-w-0 flex-1 py-0.5">{children}</dd>
    </div>
  );
}

/** The facts of a deal, each with its way to be changed, and the chance with everything needed to doubt it. */
export function Rail({ deal, readOnly: past }: { deal: Deal; readOnly: boolean }) {
  const text = useText();
  const { t, lang, short, full, day, fullDay, moment, count } = text;
  const users = useQuery(usersQuery).data ?? [];
  const home = useQuery({ ...sessionQuery, enabled: false }).data?.workspace.currency;
  const currency = useQuery(pipelinesQuery).data?.find(({ id }) => id === deal.pipeline)?.currency || home || "";
  const rivals = useQuery({ ...competitorsQuery, enabled: deal.competitors.length > 0 }).data;
  const readOnly = past || deal.outcome !== "open";
  const patch = (change: DealPatch) => edit(deal, { kind: "patch", patch: change });
  // A word from a closed list has its translation; one that a customer added stands as it is.
  const known = (family: string, word: string | null | undefined) => (word && isKey(`${family}.${word}`) ? t(`${family}.${word}` as Key) : word);

  const saveValue = (typed: string) => {
    if (!typed.trim()) return patch({ value: null });
    const amount = readAmount(lang, typed);
    if (amount === null) return Promise.resolve(t("new.badvalue", { example: writeAmount(lang, "125000000") }));
    return patch({ value: { amount, currency: deal.value?.currency ?? currency } });
  };
  const plain = (field: "segment" | "region" | "channel" | "source") => (
    <Row label={t(`deal.${field}`)}>
      <InlineEdit
        label={t(`deal.${field}`)}
        shown={deal[field] ?? <span className="text-ink-3">{t("deal.notset")}</span>}
        value={deal[field] ?? ""}
        pointer={`/${field}`}
        readOnly={readOnly}
        save={(next) => patch({ [field]: next.trim() || null })}
      />
    </Row>
  );

  return (
    <div className="flex flex-col gap-6">
      <div>
        <h2 className="sr-only">{t("deal.value")}</h2>
        <div className="num text-xl font-semibold" data-testid="value">
          {deal.line_items.length > 0 ? (
            full(deal.value)
          ) : (
            <InlineEdit
              label={t("deal.value")}
              shown={full(deal.value)}
              value={deal.value ? writeAmount(lang, deal.value.amount) : ""}
              pointer="/value"
              readOnly={readOnly}
              save={saveValue}
            />
          )}
        </div>
        <p className="num text-sm text-ink-2">
          {known("kind", deal.value_kind)}
          {deal.weighted_value && (
            <>
              {" · "}
              <span tabIndex={0} data-tip={full(deal.weighted_value)}>
                {t("board.weighted", { amount: short(deal.weighted_value) })}
              </span>
            </>
          )}
        </p>
      </div>
      <section>
        <h2 className="sr-only">{t("deal.facts")}</h2>
        <dl>
          <Row label={t("deal.close")}>
            <InlineEdit
              label={t("deal.close")}
              type="date"
              shown={deal.close_date ? fullDay(deal.close_date) : <span className="text-ink-3">{t("deal.notset")}</span>}
              value={deal.close_date ?? ""}
              pointer="/close_date"
              readOnly={readOnly}
              save={(next) => edit(deal, { kind: "close-date", close_date: next })}
            />
          </Row>
          <Row label={t("deal.owner")}>
            <InlineEdit
              label={t("deal.owner")}
              shown={deal.owner_name || t("card.unowned")}
              value={deal.owner ?? ""}
              options={users.filter(({ inactive, id }) => !inactive || id === deal.owner).map(({ id, name }) => ({ value: id, label: name }))}
              pointer="/to"
              readOnly={readOnly}
              save={(next) => edit(deal, { kind: "transfer", to: next })}
            />
          </Row>
          <Row label={t("deal.instage")}>
            <span
              tabIndex={0}
              data-tip={stalledWords(text, deal)}
              className={deal.stalled === "stalled" ? "font-medium text-lost" : deal.stalled === "warn" ? "text-warn" : ""}
            >
              {count("deal.days", wholeDays(deal.days_in_stage))}
              {deal.stalled !== "none" && ` · ${t(`stalled.${deal.stalled}`)}`}
            </span>
          </Row>
          <Row label={t("deal.age")}>{count("deal.days", wholeDays(deal.age_days))}</Row>
          {deal.pushes > 0 && <Row label={t("deal.pushes")}>{count("deal.pushes.times", deal.pushes)}</Row>}
          {deal.last_touch && <Row label={t("deal.touch")}>{moment(deal.last_touch)}</Row>}
          {deal.category && (
            <Row label={t("deal.category")}>
              <Counted deal={deal} readOnly={readOnly} />
            </Row>
          )}
          {plain("segment")}
          {plain("region")}
          {plain("channel")}
          {plain("source")}
          {deal.competitors.length > 0 && (
            <Row label={t("deal.competitors")}>{deal.competitors.flatMap((id) => rivals?.find((rival) => rival.id === id)?.name ?? []).join(", ") || "–"}</Row>
          )}
          {!past && <DealLead deal={deal.id}>{(link) => <Row label={t("deal.lead")}>{link}</Row>}</DealLead>}
          {deal.imported_from && (
            <Row label={t("deal.imported")}>
              <span className="truncate">
                {deal.imported_from.source} {deal.imported_from.source_id}
              </span>
            </Row>
          )}
        </dl>
      </section>
      <section>
        <h2 className="mb-1.5 font-semibold">{t("deal.next")}</h2>
        <div className="flex items-start gap-2">
          <span className="mt-0.5">
            <NextStepIcon step={deal.next_step} words={nextStepWords(text, deal.next_step)} />
          </span>
          <p className="flex-1">
            {deal.next_step ? deal.next_step.text : t("next.none")}
            {deal.next_step?.day && <span className="block text-sm text-ink-2">{day(deal.next_step.day)}</span>}
          </p>
        </div>
        {!readOnly && <NextStepForm deal={deal} save={patch} />}
      </section>
      {deal.probability && deal.outcome === "open" && !deal.merged_into && <Chance deal={deal} chance={deal.probability} readOnly={readOnly} />}
    </div>
  );
}
