import { useState } from "react";
import { Bars } from "../charts/Bars";
import { Chart } from "../charts/Chart";
import { Columns } from "../charts/Columns";
import { Lines } from "../charts/Lines";
import { ChevronDown } from "lucide-react";
import { ChoiceMenu } from "../parts/menu";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import type { Report } from "../wire/client";
import { heightOf, rowsOf, sayAxis, sayCell, totalsOf, type Cell, type Column } from "./answer";
import { dimensionWord, inOrder } from "./places";
import { Stats } from "./Stats";
import { useAsked, useGroupName } from "./useAsked";
import { isTime } from "../frame/expression";
import { dealsOf, type Asked, type Group } from "./vocabulary";

const MOST_BARS = 25;
const MOST_SERIES = 5;

type Place = { key: string | null; name: string; size: number };
type Drawn = { cell: Cell; group: Group[] };
/** One measure over one or two dimensions, ready to be drawn: what stands along the axis, what stands beside it. */
type Picture = { places: Place[]; series: Place[]; at: (place: Place, series: Place) => Drawn | undefined };

/** The answer as a picture of one measure; figures without groups are just written large. */
export function AnswerChart({ title, report, groups, measures, asked, chart }: { /** Says what it shows unless told. */ title?: string; report: Report; groups: readonly string[]; measures: readonly string[]; asked: Asked; chart?: "bars" | "lines" }) {
  const text = useText();
  const { t } = text;
  const [chosen, setChosen] = useState<string | null>(null);
  const figures = report.columns.filter(({ name }) => measures.includes(name));
  const column = figures.find(({ name }) => name === chosen) ?? figures[0];
  const name = (measure: string) => t(`measure.${measure}` as Key);
  if (!column || report.rows.length === 0) return null;
  if (groups.length === 0) {
    const row = totalsOf(report);
    return <Stats stats={figures.map(({ name: measure, type }) => ({ key: measure, label: name(measure), text: sayCell(text, type, row.get(measure), { short: true }), full: sayCell(text, type, row.get(measure)), deals: dealsOf(asked, [], measure) }))} />;
  }
  const switcher = figures.length > 1 && <ChoiceMenu label={name(column.name)} icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />} value={column.name} choices={figures.map((figure) => ({ value: figure.name, label: name(figure.name) }))} onChoose={setChosen} />;
  return <Drawing named={title} report={report} groups={groups} column={column} asked={asked} chart={chart} action={switcher} />;
}

function Drawing({ named, report, groups, column, asked, chart, action }: { named?: string; report: Report; groups: readonly string[]; column: Column; asked: Asked; chart?: "bars" | "lines"; action: React.ReactNode }) {
  const text = useText();
  const { t, whole } = text;
  const { pipelines } = useAsked();
  const nameOf = useGroupName();
  // Time runs along the axis, whichever dimension it is.
  const along = groups.find(isTime) ?? groups[0]!;
  const beside = groups.find((dimension) => dimension !== along);
  const { places, series, at } = pictureOf(report, column, along, beside, (dimension, all) => inOrder(dimension, all, pipelines), nameOf);
  const title = named ?? t(beside ? "explore.title.two" : "explore.title", { measure: t(`measure.${column.name}` as Key), dimension: dimensionWord(text, along), other: beside ? dimensionWord(text, beside) : "" });
  const say = (value: number) => sayAxis(text, column.type, column.unit, value);
  const write = (drawn: Drawn | undefined) => sayCell(text, column.type, drawn?.cell, { short: true });
  const link = (drawn: Drawn | undefined) => drawn && dealsOf(asked, drawn.group, column.name);
  const shownSeries = series.slice(0, MOST_SERIES);
  const shown = isTime(along) ? places.filter(({ key }) => key !== null) : places.slice(0, MOST_BARS);
  const left = places.length - shown.length + (series.length - shownSeries.length);
  const only = shownSeries[0]!;
  const twin = {
    head: [t(`dimension.${along}` as Key), ...(beside ? shownSeries.map(({ name }) => name) : [t(`measure.${column.name}` as Key)])],
    rows: shown.map((place) => ({ key: place.key ?? "", cells: [place.name, ...shownSeries.map((each) => sayCell(text, column.type, at(place, each)?.cell))] })),
  };
  const drawing =
    (chart ?? (isTime(along) ? "lines" : "bars")) === "lines" ? (
      <Lines
        title={title}
        say={say}
        places={shown.map(({ name }) => name)}
        lines={shownSeries.map((each) => ({
          key: each.key ?? "",
          name: each.name,
          values: shown.map((place) => heightOf(at(place, each)?.cell)),
          texts: shown.map((place) => write(at(place, each))),
        }))}
      />
    ) : beside || isTime(along) ? (
      <Columns
        title={title}
        say={say}
        series={shownSeries.map(({ key, name }) => ({ key: key ?? "", name }))}
        columns={shown.map((place) => ({
          key: place.key ?? "",
          label: place.name,
          cells: shownSeries.map((each) => {
            const drawn = at(place, each);
            const value = heightOf(drawn?.cell);
            return value === null ? null : { value, text: write(drawn), deals: link(drawn) };
          }),
        }))}
      />
    ) : (
      <Bars
        bars={shown.map((place) => ({ key: place.key ?? "", label: place.name, value: heightOf(at(place, only)?.cell) ?? 0, text: write(at(place, only)), deals: link(at(place, only)) }))}
      />
    );
  return (
    <Chart title={title} note={left > 0 ? t("explore.left", { n: whole(left) }) : undefined} twin={twin} action={action}>
      {drawing}
    </Chart>
  );
}

/** Sorts an answer into places and series. A group is as large as what it adds up to, which decides who is shown, and nothing else. */
function pictureOf(
  report: Report,
  column: Column,
  along: string,
  beside: string | undefined,
  order: (dimension: string, places: Place[]) => Place[],
  nameOf: (dimension: string, key: string | null, known: string | null) => string,
): Picture {
  const places = new Map<string | null, Place>();
  const series = new Map<string | null, Place>();
  const cells = new Map<string, Drawn>();
  const join = (place: string | null, other: string | null) => JSON.stringify([place, other]);
  const meet = (all: Map<string | null, Place>, dimension: string, key: string | null, known: string | null, size: number) => {
    const place = all.get(key) ?? { key, name: nameOf(dimension, key, known), size: 0 };
    place.size += size;
    all.set(key, place);
  };
  for (const row of rowsOf(report)) {
    const text = (name: string) => (row.get(name) ?? null) as string | null;
    const cell = row.get(column.name);
    const size = heightOf(cell) ?? 0;
    meet(places, along, text(along), text(`${along}_name`), size);
    if (beside) meet(series, beside, text(beside), text(`${beside}_name`), size);
    const group = [{ dimension: along, key: text(along) }, ...(beside ? [{ dimension: beside, key: text(beside) }] : [])];
    cells.set(join(text(along), beside ? text(beside) : null), { cell, group });
  }
  const one: Place = { key: null, name: "", size: 0 };
  const largest = [...series.values()].sort((a, b) => b.size - a.size);
  return {
    places: order(along, [...places.values()]),
    series: beside ? [...order(beside, largest.slice(0, MOST_SERIES)), ...largest.slice(MOST_SERIES)] : [one],
    at: (place, other) => cells.get(join(place.key, beside ? other.key : null)),
  };
}
