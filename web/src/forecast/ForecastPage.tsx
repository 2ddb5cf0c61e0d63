import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Chart } from "../charts/Chart";
import { FanChart } from "../charts/Fan";
import type { Deals } from "../charts/mark";
import { Waterfall } from "../charts/Waterfall";
import { ChoiceMenu } from "../parts/menu";
import { Page, Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { Trouble } from "../parts/trouble";
import { subtree } from "../people/tree";
import { Stats } from "../reports/Stats";
import { shortMoney } from "../text/format";
import { isKey } from "../text/say";
import { useText, type Text } from "../text/useText";
import { sessionQuery, teamsQuery, usersQuery } from "../wire/queries";
import { dealsBehind } from "./behind";
import { PublishedCall } from "./Call";
import { ForecastBar, FutureMenus, useAskedFuture } from "./ForecastBar";
import { periodWords } from "./period";
import { Submissions } from "./Submissions";
import { bookedQuery, changesQuery, forecastQuery, type Asked, type Bridge, type Forecast } from "./queries";

/** Who may publish, be it for their teams; the server decides in any case. */
const PUBLISHERS = ["manager", "leader", "executive"];

/** What will be booked in a period: what is there, what may come, what people say, what the target still takes. */
export function ForecastPage() {
  const text = useText();
  const { t, lang } = text;
  const { period, asked } = useAskedFuture();
  const forecast = useQuery(forecastQuery(period, asked));
  const { data: session } = useSuspenseQuery(sessionQuery);
  const teams = useQuery(teamsQuery).data ?? [];
  const below = asked.team ? [...subtree(teams, asked.team)] : [];
  const behind = forecast.data && dealsBehind(forecast.data.period, asked, below);
  const may = session.roles.some((role) => PUBLISHERS.includes(role));
  const title = t("forecast.title", { period: periodWords(period, lang === "id" ? "id-ID" : "en-US") });
  return (
    <Page title={title} wide bar={<ForecastBar>{<FutureMenus />}</ForecastBar>}>
      {forecast.isPending && (
        <p role="status" className="mt-4 text-ink-2">
          {t("forecast.working")}
        </p>
      )}
      {forecast.error && <Trouble error={forecast.error} className="mt-4" />}
      {forecast.data && behind && (
        <div className={forecast.isPlaceholderData ? "opacity-60" : ""}>
          <Figures forecast={forecast.data} behind={behind} />
          {!asked.owner && !asked.pipeline && <PublishedCall forecast={forecast.data} period={period} team={asked.team} as_of={asked.as_of} may={may && forecast.data.period.elapsed < 1} />}
          <div className="mt-6 grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-10 gap-y-8 max-xl:grid-cols-1">
            <Future forecast={forecast.data} asked={asked} teams={below} />
            <Changes period={period} asked={asked} teams={below} call={forecast.data.call} />
          </div>
          <Submissions over={forecast.data.period.elapsed >= 1} />
          <Alerts forecast={forecast.data} behind={behind} />
          <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-10 max-xl:grid-cols-1">
            <Categories forecast={forecast.data} behind={behind} />
            <Needed forecast={forecast.data} />
          </div>
          <Parts forecast={forecast.data} behind={behind} />
        </div>
      )}
    </Page>
  );
}

type Behind = ReturnType<typeof dealsBehind>;

const YEAR = 365 * 24 * 60 * 60 * 1000;

function Figures({ forecast: { as_of, booked, wins, model, learnt, target, open, weighted, weighed_by, categories }, behind }: { forecast: Forecast; behind: Behind }) {
  const { t, short, full, percent, count, fullDay } = useText();
  const old = learnt.last_closed && Date.parse(as_of) - Date.parse(learnt.last_closed) > YEAR;
  const said = (name: string) => categories.find(({ category }) => category === name);
  const commit = said("commit");
  return (
    <div className="mt-4">
      <Stats
        stats={[
          { key: "booked", label: t("forecast.booked"), text: short(booked), full: full(booked), note: count("forecast.wins", wins), deals: behind.booked() },
          { key: "p50", label: t("forecast.expected"), text: short(model.p50), full: full(model.p50), note: `${short(model.p10)} – ${short(model.p90)}` },
          ...(commit ? [{ key: "commit", label: t("category.commit"), text: short(commit.cumulative), full: full(commit.cumulative), note: t("forecast.cumulative"), deals: behind.of("commit") }] : []),
          ...(target
            ? [{ key: "target", label: t("forecast.target"), text: short(target.amount), full: full(target.amount), note: model.p_target === null ? undefined : t("forecast.chance", { p: percent(model.p_target) }) }]
            : [{ key: "target", label: t("forecast.target"), text: "–", note: t("forecast.notarget") }]),
          { key: "open", label: t("forecast.open"), text: short(open.value), full: [full(open.value), weighed_by && t(`weighed.${weighed_by}`)].filter(Boolean).join("\n"), note: <Due open={open} weighted={short(weighted)} overdue={behind.overdue()} />, deals: behind.open() },
        ]}
      />
      {learnt.thin && <Warning>{t("forecast.thin")}</Warning>}
      {old && <Warning>{t("forecast.old", { day: fullDay(learnt.last_closed ?? "") })}</Warning>}
    </div>
  );
}

function Warning({ children }: { children: string }) {
  return <p className="mt-3 border-l-2 border-(--warn-mark) pl-3 text-ink-2">{children}</p>;
}

/** How much is open, and which of it other reports leave out, because it was due in an earlier period. */
function Due({ open, weighted, overdue }: { open: Forecast["open"]; weighted: string; overdue: Deals }) {
  const { t, count } = useText();
  return (
    <>
      {count("board.count", open.deals)}, {t("board.weighted", { amount: weighted })}
      {open.overdue > 0 && (
        <Link to="/deals" search={overdue} className="block max-w-60 underline underline-offset-4">
          {count("forecast.overdue", open.overdue)}
        </Link>
      )}
    </>
  );
}

const monthEnd = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10);

/**
 * The points of the solid line. Only places on a drawing: each figure that is
 * written comes from the server as it is.
 */
function pastOf(text: Text, forecast: Forecast, rows: readonly (readonly unknown[] | null)[], today: string) {
  const { period, booked } = forecast;
  const last = today < period.to ? today : period.to;
  let sum = 0;
  const points = [{ day: period.from, value: 0, text: "" }];
  for (const row of rows) {
    const [month, money] = (row ?? []) as [string?, { amount: string; currency: string }?];
    if (!month || !money || month < period.from.slice(0, 7) || monthEnd(month) >= last) continue;
    sum += Number(money.amount);
    points.push({ day: monthEnd(month), value: sum, text: "" });
  }
  return [...points, { day: last, value: Number(booked.amount), text: text.short(booked) }];
}

export function Future({ forecast, asked, teams }: { forecast: Forecast; asked: Asked; teams: readonly string[] }) {
  const text = useText();
  const { t, short, full, day, fullDay } = text;
  const booked = useQuery(bookedQuery(asked, teams));
  const { period, model, target } = forecast;
  const today = asked.as_of ?? text.today;
  const over = today >= period.to;
  const at = (money: { amount: string; currency: string }) => ({ value: Number(money.amount), text: short(money) });
  const rows = booked.data?.rows ?? [];
  const actual = today < period.from ? [] : pastOf(text, forecast, rows, today);
  return (
    <Chart
      title={t(over ? "forecast.fan.over" : "forecast.fan")}
      note={t("forecast.fan.note", { from: fullDay(period.from), to: fullDay(period.to) })}
      twin={{
        head: [t("forecast.figure"), t("list.amount")],
        rows: [
          { key: "booked", cells: [t("forecast.booked"), full(forecast.booked)] },
          ...(["p10", "p25", "p50", "p75", "p90"] as const).map((key) => ({ key, cells: [key.toUpperCase(), full(model[key])] })),
          { key: "open", cells: [t("forecast.fromopen"), full(forecast.from_open)] },
          { key: "new", cells: [t("forecast.fromnew"), full(forecast.from_new)] },
          ...(target ? [{ key: "target", cells: [t("forecast.target"), full(target.amount)] }] : []),
        ],
      }}
    >
      <FanChart
        title={t("forecast.fan")}
        fan={{ from: period.from, to: period.to, today, actual, end: over ? null : { p10: at(model.p10), p50: at(model.p50), p90: at(model.p90) }, target: target && at(target.amount) }}
        say={(value) => shortMoney(text.lang, { amount: String(value), currency: forecast.currency })}
        day={day}
        names={{ target: t("forecast.target"), actual: t("forecast.booked") }}
      />
    </Chart>
  );
}

const WEEK_MS = 7 * 86_400_000;

/** Why the open pipeline of the period is another one: since a week ago, or since the call was published. */
function Changes({ period, asked, teams, call }: { period: string; asked: Asked; teams: readonly string[]; call: Forecast["call"] }) {
  const text = useText();
  const { t, short, full, day, fullDay, dayOf } = text;
  const [since, setSince] = useState<"week" | "call">("week");
  const today = asked.as_of ?? text.today;
  const weekAgo = new Date(Date.parse(`${today}T00:00:00Z`) - WEEK_MS).toISOString().slice(0, 10);
  const published = since === "call" && call ? call : null;
  const from = published ? dayOf(published.as_of) : weekAgo;
  const query = useQuery(changesQuery(period, published?.as_of ?? weekAgo, asked, teams));
  const bridge = query.data?.bridges[0];
  if (!bridge) return <p className="text-ink-2">{query.error ? query.error.message : t("board.loading")}</p>;
  const { opening, closing } = bridge;
  const lines = bridge.lines.filter(({ value }) => Number(value.amount) !== 0);
  const word = (line: Bridge["bridges"][number]["lines"][number]) => lineWords(text, line.line);
  const ends = { opening: { label: day(from), stand: opening }, closing: { label: asked.as_of ? day(asked.as_of) : t("forecast.now"), stand: closing } };
  const level = (which: "opening" | "closing") => ({ key: which, label: ends[which].label, value: Number(ends[which].stand.value.amount), text: short(ends[which].stand.value), level: true });
  return (
    <Chart
      title={t("forecast.changes", { day: fullDay(from) })}
      note={t("forecast.changes.note")}
      action={
        call && (
          <ChoiceMenu
            icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
            label={t(`forecast.since.${since}`)}
            value={since}
            choices={(["week", "call"] as const).map((value) => ({ value, label: t(`forecast.since.${value}`) }))}
            onChoose={setSince}
          />
        )
      }
      twin={{
        head: [t("forecast.figure"), t("forecast.deals"), t("list.amount")],
        rows: [
          { key: "opening", cells: [ends.opening.label, opening.count, full(opening.value)] },
          ...lines.map((line) => ({ key: line.line, cells: [word(line), line.count, full(line.value)] })),
          { key: "closing", cells: [ends.closing.label, closing.count, full(closing.value)] },
        ],
      }}
    >
      <Waterfall
        title={t("forecast.changes", { day: fullDay(from) })}
        say={(value) => shortMoney(text.lang, { amount: String(value), currency: query.data?.currency ?? opening.value.currency })}
        steps={[
          level("opening"),
          ...lines.map((line) => ({
            key: line.line,
            label: word(line),
            value: Number(line.value.amount),
            text: short(line.value),
            deals: line.deals.length > 0 ? { pipeline: "all", outcome: "any" as const, filter: `deal.id in [${line.deals.slice(0, 40).map((id) => JSON.stringify(id)).join(", ")}]`, as_of: asked.as_of } : undefined,
          })),
          level("closing"),
        ]}
      />
    </Chart>
  );
}

function lineWords({ t }: Text, line: string): string {
  const key = `forecast.line.${line}`;
  return isKey(key) ? t(key) : line;
}

function Alerts({ forecast: { alerts }, behind }: { forecast: Forecast; behind: Behind }) {
  const { t, short, decimal } = useText();
  const users = useQuery(usersQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  if (alerts.length === 0) return null;
  return (
    <Part title={t("forecast.alerts")}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(320px,1fr))] gap-x-10">
        {alerts.map(({ user, team, coverage, needed, lacking }, index) => (
          <li key={index} className="flex min-h-8.5 items-center gap-3 border-b border-line">
            <span aria-hidden className="size-1.5 shrink-0 rounded-full bg-(--warn-mark)" />
            <Link to="/deals" search={behind.dueOf(user, team)} className="min-w-0 flex-1 truncate font-medium underline-offset-4 hover:underline">
              {(user ? users.find(({ id }) => id === user)?.name : teams.find(({ id }) => id === team)?.name) ?? t("forecast.everybody")}
            </Link>
            <span className="num text-ink-2">{t("forecast.lacking", { amount: short(lacking), has: decimal(coverage), needs: decimal(needed) })}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Categories({ forecast: { categories }, behind }: { forecast: Forecast; behind: Behind }) {
  const { t, full, whole } = useText();
  return (
    <Part title={t("forecast.categories")}>
      <Sheet label={t("forecast.categories")} head={[t("deal.category"), t("forecast.deals"), t("list.amount"), t("forecast.withsurer")]}>
        {categories.map(({ category, deals, value, cumulative }) => (
          <tr key={category}>
            <RowHead>
              {isKey(`category.${category}`) ? t(`category.${category}` as "category.commit") : category}
            </RowHead>
            <td className="text-right">
              <Link to="/deals" search={behind.of(category)} className="underline-offset-4 hover:underline">
                {whole(deals)}
              </Link>
            </td>
            <td className="text-right">{full(value)}</td>
            <td className="pr-0! text-right font-medium">{category === "omitted" ? "–" : full(cumulative)}</td>
          </tr>
        ))}
      </Sheet>
    </Part>
  );
}

function Needed({ forecast: { needed, coverage, weeks, target } }: { forecast: Forecast }) {
  const { t, full, short, decimal, whole, percent, day } = useText();
  const rows: [string, ReactNode][] = [
    [t("forecast.multiple"), t(`forecast.multiple.${needed.source}`, { x: needed.multiple === null ? "–" : decimal(needed.multiple), n: whole(needed.history_deals), booked: whole(needed.history_booked) })],
    [t("forecast.coverage"), coverage.state === "open" && coverage.ratio !== null ? `${decimal(coverage.ratio)}×` : t(coverage.state === "covered" ? "forecast.covered" : "forecast.notarget")],
    ...(target
      ? ([
          [t("forecast.openlacking"), needed.open_value_lacking === null ? "–" : full(needed.open_value_lacking)],
          [t("forecast.dealsneeded"), needed.deals === null || needed.win_rate === null ? "–" : t("forecast.dealsneeded.how", { n: whole(needed.deals), mean: short(needed.mean_won_value), rate: percent(needed.win_rate) })],
        ] as [string, ReactNode][])
      : []),
  ];
  return (
    <Part title={t("forecast.needed")}>
      <dl className="num grid grid-cols-[minmax(0,1fr)_auto] border-t border-line">
        {rows.map(([label, value]) => (
          <div key={label} className="col-span-2 grid min-h-8.5 grid-cols-subgrid items-center gap-4 border-b border-line">
            <dt className="text-ink-2">{label}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {target && weeks.length > 0 && (
        <div className="mt-4">
          <Sheet label={t("forecast.weeks")} head={[t("forecast.until"), t("forecast.expectedby"), t("forecast.gap")]}>
            {weeks.map(({ to, expected, gap }) => (
              <tr key={to}>
                <RowHead>
                  {day(to)}
                </RowHead>
                <td className="text-right">{full(expected)}</td>
                <td className="pr-0! text-right">{full(gap)}</td>
              </tr>
            ))}
          </Sheet>
        </div>
      )}
    </Part>
  );
}

const KINDS = ["team", "pipeline", "product", "segment"] as const;

function Parts({ forecast: { parts }, behind }: { forecast: Forecast; behind: Behind }) {
  const { t, full } = useText();
  const kinds = KINDS.filter((kind) => parts.filter((part) => part.kind === kind).length > 1);
  return kinds.map((kind) => (
    <Part key={kind} title={t(`forecast.by.${kind}`)}>
      <Sheet label={t(`forecast.by.${kind}`)} head={[t(`forecast.kind.${kind}`), t("forecast.booked"), t("forecast.fromopen"), t("forecast.fromnew")]}>
        {parts
          .filter((part) => part.kind === kind)
          .map(({ id, name, booked, from_open, from_new }) => (
            <tr key={id}>
              <RowHead>
                {name || t("forecast.none")}
              </RowHead>
              <td className="text-right">
                <Link to="/deals" search={behind.part(kind, id, "won")} className="underline-offset-4 hover:underline">
                  {full(booked)}
                </Link>
              </td>
              <td className="text-right">
                <Link to="/deals" search={behind.part(kind, id, "open")} className="underline-offset-4 hover:underline">
                  {full(from_open)}
                </Link>
              </td>
              <td className="pr-0! text-right">{full(from_new)}</td>
            </tr>
          ))}
      </Sheet>
    </Part>
  ));
}
