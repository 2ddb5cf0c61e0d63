import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { CalendarRange } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useRefine } from "../frame/TopBar";
import { Button, Field, fieldClass } from "../parts/controls";
import { BarPopover } from "../parts/menu";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { quarterOf, quartersBack, yearBefore } from "./calendar";

/** The days a report is of, as the API takes them. */
export type Days = { period?: string; from?: string; to?: string };

const ALL_TIME = "all";

/** What the address says; the last twelve months when it says nothing, since older deals were another business. */
export function useDays(): Days {
  const { period, from, to, as_of } = useSearch({ strict: false });
  const { today } = useText();
  if (from || to) return { from, to };
  if (period) return period === ALL_TIME ? {} : { period };
  const last = as_of ?? today;
  return { from: yearBefore(last), to: last };
}

export function PeriodMenu() {
  const text = useText();
  const { t, today, day } = text;
  const { period, from, to, as_of } = useSearch({ strict: false });
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [open, setOpen] = useState(false);
  const refine = useRefine();
  const quarters = quartersBack(quarterOf(as_of ?? today, session.workspace.fiscal_year_start), 6);
  const label = from || to ? `${from ? day(from) : "…"} – ${to ? day(to) : "…"}` : period === ALL_TIME ? t("period.all") : period ? text.period(period) : t("period.year");
  const choose = (days: Days) => {
    refine({ period: undefined, from: undefined, to: undefined, ...days });
    setOpen(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    choose({ from: String(form.get("from")) || undefined, to: String(form.get("to")) || undefined });
  };
  const preset = (name: string, days: Days, chosen: boolean) => (
    <Button key={name} tone={chosen ? "line" : "quiet"} aria-pressed={chosen} className="justify-start!" onClick={() => choose(days)}>
      {name}
    </Button>
  );
  const own = Boolean(from || to);
  return (
    <BarPopover icon={<CalendarRange size={15} aria-hidden />} label={label} title={t("period.choose")} open={open} onOpenChange={setOpen}>
      <div className="grid grid-cols-2 gap-1">
        {preset(t("period.year"), {}, !own && !period)}
        {preset(t("period.all"), { period: ALL_TIME }, !own && period === ALL_TIME)}
        {quarters.map((name) => preset(text.period(name), { period: name }, !own && period === name))}
      </div>
      <hr className="my-4 border-line" />
      <form onSubmit={submit} className="grid grid-cols-2 gap-2">
        <Field label={t("period.from")}>{(id) => <input id={id} name="from" type="date" max={today} defaultValue={from} className={fieldClass} />}</Field>
        <Field label={t("period.to")}>{(id) => <input id={id} name="to" type="date" defaultValue={to} className={fieldClass} />}</Field>
        <Button type="submit" tone="primary" className="col-span-2 justify-self-end">
          {t("asof.show")}
        </Button>
      </form>
    </BarPopover>
  );
}
