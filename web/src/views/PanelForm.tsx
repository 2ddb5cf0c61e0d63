import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FormEnd, Objection, SelectField, TextField, words, type Option } from "../parts/form";
import { DIMENSIONS, MEASURES } from "../reports/vocabulary";
import { headOf } from "../reports/Sheet";
import { isTime } from "../frame/expression";
import { useSending } from "../parts/useSending";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { client, pipelinesQuery } from "../wire/queries";
import { panelQuery } from "./panel";
import { members } from "./kept";
import { type Panel } from "./views";

const FORMS = ["figure", "chart", "table", "list"] as const;
type Form = (typeof FORMS)[number];

/** What each form can be made of; a question of one's own comes first. */
const REPORTS: Record<Form, readonly string[]> = {
  figure: ["query", "coverage", "winrate", "velocity"],
  chart: ["query", "pipeline", "conversion", "forecast"],
  table: ["query", "bridge", "coverage", "conversion", "stalled", "health", "sources"],
  list: ["deals"],
};
const COLUMNS: Record<string, readonly string[]> = {
  coverage: ["coverage", "booked", "gap", "open_value"],
  winrate: ["win_rate", "win_rate_value"],
  velocity: ["velocity_per_day", "cycle_days_p50"],
  pipeline: ["value", "weighted_value", "count", "stalled"],
  conversion: ["progress_rate", "visits"],
};
const DATED = ["coverage", "winrate", "velocity", "conversion", "bridge", "sources"];
const PERIODS = ["this_quarter", "last_quarter", "this_month", "last_month"] as const;
const SORTED = ["-value", "close_date", "next_step", "stage_since"] as const;

/** A new panel: in which form, of what, of which deals. The server reads its question before it is taken in. */
export function PanelForm({ onAdd, onCancel }: { onAdd: (panel: Panel) => void; onCancel: () => void }) {
  const text = useText();
  const { t } = text;
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const { busy, problem, send } = useSending();
  const [form, setForm] = useState<Form>("figure");
  const [chosen, setReport] = useState("query");
  const report = REPORTS[form].includes(chosen) ? chosen : REPORTS[form][0]!;
  const columns = form === "table" ? undefined : COLUMNS[report];
  const submit = async (element: HTMLFormElement) => {
    const said = words(element);
    const by = said("by");
    const panel: Panel = {
      title: said("title"),
      form,
      report: report as Panel["report"],
      width: Number(said("width")),
      ...(said("column") && { column: said("column") }),
      ...(report === "query" && form !== "table" && { column: said("measure") }),
      question: members({
        pipeline: said("pipeline"),
        filter: said("filter"),
        sort: said("sort"),
        period: said("period"),
        ...(report === "query" && { measures: [said("measure")] }),
        ...(by && { group_by: [by], chart: form === "chart" ? (isTime(by) ? "line" : "bar") : undefined }),
      }),
    };
    const ok = await send(async () => {
      // A list and a forecast take the same sentences as a question does.
      const same = report === "deals" || report === "forecast" ? { report: "query" as const, question: { measures: ["count"], filter: panel.question?.filter } } : panel;
      await client.fetchQuery({ ...panelQuery(same, undefined), staleTime: 0 });
    });
    if (ok) onAdd({ ...panel, title: panel.title || nameOf(panel) });
  };
  const nameOf = ({ column, report: of }: Panel) => (of === "query" ? t(`measure.${column}` as Key) : t(`home.of.${of}` as Key));
  const options = (names: readonly string[], say: (name: string) => string): Option[] => names.map((value) => ({ value, label: say(value) }));
  return (
    <form
      noValidate
      aria-label={t("home.add")}
      className="max-w-160 rounded-card border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      <div className="grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField label={t("home.title")} name="title" autoFocus problem={problem} />
        <SelectField label={t("home.form")} name="form" value={form} onChange={(event) => setForm(event.target.value as Form)} options={options(FORMS, (name) => t(`home.form.${name}` as Key))} />
        <SelectField label={t("home.of")} name="report" value={report} onChange={(event) => setReport(event.target.value)} options={options(REPORTS[form], (name) => t(`home.of.${name}` as Key))} />
        {report === "query" && <SelectField label={t("home.measure")} name="measure" problem={problem} pointer="/measures" options={options(MEASURES, (name) => t(`measure.${name}` as Key))} />}
        {report === "query" && form !== "figure" && <SelectField label={t("home.by")} name="by" options={options(DIMENSIONS, (name) => t(`dimension.${name}` as Key))} />}
        {columns && <SelectField key={report} label={t("home.measure")} name="column" options={options(columns, (name) => headOf(text, name))} />}
        {DATED.includes(report) && <SelectField label={t("home.period")} name="period" options={options(PERIODS, (name) => t(`home.period.${name}` as Key))} />}
        {report === "deals" && <SelectField label={t("home.sort")} name="sort" options={options(SORTED, (name) => t(`sort.${name}` as Key))} />}
        <SelectField label={t("nav.pipeline")} name="pipeline" options={[{ value: "", label: t("pipeline.all") }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]} />
        <SelectField label={t("home.width")} name="width" key={form} defaultValue={form === "figure" ? "3" : "6"} options={[["3", "quarter"], ["6", "half"], ["12", "whole"]].map(([value, name]) => ({ value: value!, label: t(`home.width.${name}` as Key) }))} />
      </div>
      <div className="mt-3">
        <TextField label={t("home.filter")} name="filter" maxLength={2000} spellCheck={false} placeholder='deal.outcome == "open"' className="font-mono text-sm" problem={problem} />
      </div>
      <div className="mt-3 flex flex-col gap-2">
        <Objection problem={problem} shown={["/title", "/filter", "/measures"]} />
        <FormEnd onCancel={onCancel} busy={busy}>
          {t("home.take")}
        </FormEnd>
      </div>
    </form>
  );
}
