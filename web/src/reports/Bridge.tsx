import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { CalendarRange, ChevronDown } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { Chart } from "../charts/Chart";
import type { Deals } from "../charts/mark";
import { Waterfall } from "../charts/Waterfall";
import { allOf } from "../frame/expression";
import { ALL } from "../frame/search";
import { useRefine } from "../frame/TopBar";
import { Button, Field, fieldClass } from "../parts/controls";
import { BarPopover, ChoiceMenu } from "../parts/menu";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import type { BridgeReport } from "../wire/client";
import { sayAxis } from "./answer";
import { ByMenu, type GroupedBy } from "./By";
import { daysBefore } from "./calendar";
import { useQuarters } from "./Quarter";
import { bridgeQuery } from "./queries";
import { Answered, ReportPage } from "./ReportPage";
import { Section } from "./Sheet";
import { Stats } from "./Stats";
import { useAsked, useGroupName } from "./useAsked";
import { behind, dealsOf, within } from "./vocabulary";

type OneBridge = BridgeReport["bridges"][number];
type Line = OneBridge["lines"][number];

const DAYS = 30;

/** How the open pipeline of one day became that of another: each reason with its money and its deals. */
export function Bridge() {
  const text = useText();
  const { t, fullDay, short, full, count } = text;
  const { asked } = useAsked();
  const days = useMoments();
  const query = useQuery(bridgeQuery({ asked, days }));
  return (
    <ReportPage title={t("report.bridge")} bar={<Moments />}>
      <Answered query={query}>
        {({ bridges, currency = "" }) => {
          const bridge = bridges[0];
          if (!bridge) return null;
          const { opening, lines, closing } = bridge;
          const happened = lines.filter(({ count, value, churn_events }) => count > 0 || churn_events > 0 || Number(value.amount) !== 0);
          const closes = days.period ? within({ period: days.period }, "close") : null;
          const ends = {
            opening: { ...behind(asked, closes, "open"), as_of: days.from },
            closing: behind(asked, closes, "open"),
          };
          const level = (which: "opening" | "closing", stand: OneBridge["opening"]) => ({
            key: which,
            label: which === "opening" ? text.day(days.from) : asked.as_of ? text.day(asked.as_of) : t("bridge.now"),
            value: Number(stand.value.amount),
            text: short(stand.value),
            level: true,
            deals: ends[which],
          });
          const word = (line: Line) => t(`bridge.line.${line.line}` as Key);
          return (
            <>
              <Stats
                stats={(["opening", "closing"] as const).map((which) => {
                  const stand = which === "opening" ? opening : closing;
                  return { key: which, label: t(`bridge.${which}`), text: short(stand.value), full: full(stand.value), note: count("board.count", stand.count), deals: ends[which] };
                })}
              />
              <Chart
                title={t("bridge.title", { day: fullDay(days.from), to: asked.as_of ? fullDay(asked.as_of) : t("bridge.today") })}
                note={t("bridge.note")}
                twin={{
                  head: [t("bridge.reason"), t("measure.count"), t("list.amount")],
                  rows: [
                    { key: "opening", cells: [t("bridge.opening"), opening.count, full(opening.value)] },
                    ...happened.map((line) => ({ key: line.line, cells: [word(line), line.count, full(line.value)] })),
                    { key: "closing", cells: [t("bridge.closing"), closing.count, full(closing.value)] },
                  ],
                }}
              >
                <Waterfall
                  title={t("report.bridge")}
                  say={(value) => sayAxis(text, "money", currency, value)}
                  steps={[
                    level("opening", opening),
                    ...happened.map((line) => ({ key: line.line, label: word(line), value: Number(line.value.amount), text: short(line.value), deals: dealsIn(asked.as_of, line) })),
                    level("closing", closing),
                  ]}
                />
              </Chart>
              <Section title={t("bridge.churn")} note={t("bridge.churn.note")}>
                <Lines lines={happened} asOf={asked.as_of} />
              </Section>
            </>
          );
        }}
      </Answered>
      <Groups />
    </ReportPage>
  );
}

/** The deals that a line names, as far as it does: two hundred at most. */
function dealsIn(asOf: string | undefined, { deals }: Line): Deals | undefined {
  return deals.length === 0 ? undefined : { pipeline: ALL, outcome: "any", ids: deals.join(","), ...(asOf && { as_of: asOf }) };
}

function DealsLink({ deals, children }: { deals?: Deals; children: ReactNode }) {
  if (!deals) return children;
  return (
    <Link to="/deals" search={deals} className="underline-offset-4 hover:underline">
      {children}
    </Link>
  );
}

function Lines({ lines, asOf }: { lines: readonly Line[]; asOf?: string }) {
  const { t, whole, full } = useText();
  const word = (line: string) => t(`bridge.line.${line}` as Key);
  return (
    <div className="overflow-x-auto" role="region" aria-label={t("bridge.churn")} tabIndex={0}>
      <table className="num w-full text-left">
        <thead className="text-sm text-ink-2">
          <tr className="border-b border-line-strong">
            <th scope="col" className="py-1.5 font-medium">
              {t("bridge.reason")}
            </th>
            {(["measure.count", "bridge.net", "bridge.also", "bridge.events", "bridge.gross"] as const).map((key) => (
              <th key={key} scope="col" className={`py-1.5 pl-4 font-medium ${key === "bridge.also" ? "" : "text-right"}`}>
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line} className="border-b border-line align-top hover:bg-hover">
              <th scope="row" className="py-1.5 font-normal">
                {word(line.line)}
              </th>
              <td className="py-1.5 pl-4 text-right">
                <DealsLink deals={dealsIn(asOf, line)}>{whole(line.count)}</DealsLink>
                {line.count > line.deals.length && line.deals.length > 0 && <span className="block text-sm whitespace-nowrap text-ink-2">{t("bridge.first", { n: whole(line.deals.length) })}</span>}
              </td>
              <td className="py-1.5 pl-4 text-right whitespace-nowrap">
                <DealsLink deals={dealsIn(asOf, line)}>{full(line.value)}</DealsLink>
              </td>
              <td className="py-1.5 pl-4 text-sm text-ink-2">{line.deltas.map(({ kind, value }) => `${word(kind)} ${full(value)}`).join(" · ")}</td>
              <td className="py-1.5 pl-4 text-right">{whole(line.churn_events)}</td>
              <td className="py-1.5 pl-4 text-right whitespace-nowrap">{full(line.churn_value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A bridge for each group, side by side. */
function Groups() {
  const { t, short, full } = useText();
  const { asked } = useAsked();
  const days = useMoments();
  const nameOf = useGroupName();
  const [by, setBy] = useState<GroupedBy>("owner");
  const query = useQuery(bridgeQuery({ asked, days, by }));
  return (
    <Section title={t("bridge.groups")} action={<ByMenu value={by} onChoose={setBy} />}>
      <Answered query={query}>
        {({ bridges }) => {
          const kinds = (bridges[0]?.lines ?? []).map(({ line }) => line).filter((kind) => bridges.some(({ lines }) => lines.some(({ line, value }) => line === kind && Number(value.amount) !== 0)));
          return (
            <div className="overflow-x-auto" role="region" aria-label={t("bridge.groups")} tabIndex={0}>
              <table className="num w-full text-left">
                <thead className="text-sm text-ink-2">
                  <tr className="border-b border-line-strong">
                    <th scope="col" className="py-1.5 font-medium">
                      {t(`dimension.${by}`)}
                    </th>
                    {["opening", ...kinds, "closing"].map((kind) => (
                      <th key={kind} scope="col" className="py-1.5 pl-3 text-right align-bottom font-medium">
                        {kind === "opening" || kind === "closing" ? t(`bridge.${kind}`) : t(`bridge.line.${kind}` as Key)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {bridges.map(({ group, opening, lines, closing }) => {
                    const [key, name] = group as (string | null)[];
                    const closes = days.period ? within({ period: days.period }, "close") : null;
                    const stands = (as_of?: string) => dealsOf({ ...asked, as_of, filter: allOf([asked.filter ?? "", closes ?? ""]) }, [{ dimension: by, key: key ?? null }], "open");
                    const figure = (value: { amount: string; currency: string } | undefined) => (value && Number(value.amount) !== 0 ? short(value) : "–");
                    return (
                      <tr key={key ?? ""} className="border-b border-line hover:bg-hover">
                        <th scope="row" className="py-1.5 font-normal whitespace-nowrap">
                          {nameOf(by, key ?? null, name ?? null)}
                        </th>
                        <td className="py-1.5 pl-3 text-right whitespace-nowrap" title={full(opening.value)}>
                          <DealsLink deals={opening.count > 0 ? stands(days.from) : undefined}>{figure(opening.value)}</DealsLink>
                        </td>
                        {kinds.map((kind) => {
                          const line = lines.find((each) => each.line === kind);
                          return (
                            <td key={kind} className="py-1.5 pl-3 text-right whitespace-nowrap" title={full(line?.value)}>
                              <DealsLink deals={line && dealsIn(asked.as_of, line)}>{figure(line?.value)}</DealsLink>
                            </td>
                          );
                        })}
                        <td className="py-1.5 pl-3 text-right font-medium whitespace-nowrap" title={full(closing.value)}>
                          <DealsLink deals={closing.count > 0 ? stands(asked.as_of) : undefined}>{figure(closing.value)}</DealsLink>
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          );
        }}
      </Answered>
    </Section>
  );
}

/** From which day to the moment of the page; of all deals, or of those expected to close in a period. */
function useMoments(): { from: string; period?: string } {
  const { from, period, as_of } = useSearch({ strict: false });
  const { today } = useText();
  return { from: from ?? daysBefore(as_of ?? today, DAYS), ...(period && period !== ALL && { period }) };
}

function Moments() {
  const text = useText();
  const { t, day, today } = text;
  const { as_of } = useSearch({ strict: false });
  const { all } = useQuarters();
  const { from, period } = useMoments();
  const [open, setOpen] = useState(false);
  const refine = useRefine();
  const last = as_of ?? today;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    refine({ from: String(new FormData(event.currentTarget).get("from")) || undefined });
    setOpen(false);
  };
  return (
    <>
      <BarPopover icon={<CalendarRange size={15} aria-hidden />} label={t("bridge.since", { day: day(from) })} title={t("bridge.since.choose")} open={open} onOpenChange={setOpen}>
        <form onSubmit={submit} className="flex flex-col gap-3">
          <div className="grid grid-cols-2 gap-1">
            {[7, 30, 90, 365].map((back) => (
              <Button
                key={back}
                tone={from === daysBefore(last, back) ? "line" : "quiet"}
                className="justify-start!"
                onClick={() => {
                  refine({ from: daysBefore(last, back) });
                  setOpen(false);
                }}
              >
                {t("bridge.back", { n: back })}
              </Button>
            ))}
          </div>
          <Field label={t("bridge.since.choose")}>{(id) => <input id={id} name="from" type="date" max={last} defaultValue={from} className={fieldClass} />}</Field>
          <Button type="submit" tone="primary" className="self-end">
            {t("asof.show")}
          </Button>
        </form>
      </BarPopover>
      <ChoiceMenu
        label={period ? t("bridge.closing.in", { period: text.period(period) }) : t("bridge.closing.any")}
        icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
        value={period ?? ALL}
        choices={[{ value: ALL, label: t("bridge.closing.any") }, ...all.map((name) => ({ value: name, label: t("bridge.closing.in", { period: text.period(name) }) }))]}
        onChoose={(value) => refine({ period: value === ALL ? undefined : value })}
      />
    </>
  );
}
