import { SelectField } from "../parts/form";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";

/** The currencies that are offered; a workspace may have any of ISO 4217. */
export const CURRENCIES = ["IDR", "USD", "EUR", "SGD", "MYR", "AUD", "JPY", "GBP", "CNY", "INR", "THB", "VND", "PHP"] as const;
export const SETTING_POINTERS = ["/name", "/currency", "/calendar/time_zone", "/calendar/week_start", "/calendar/fiscal_year_start", "/time_zone", "/week_start", "/fiscal_year_start"] as const;

/** The days a week may begin with; 5 January 2026 was a Monday. */
const FIRST_DAYS = { monday: 5, sunday: 4, saturday: 3 } as const;
const LOCALES = { en: "en-US", id: "id-ID" } as const;

/** The zones the browser knows; where it knows none, the one it is in. */
export function zones(now: string): string[] {
  const known = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  return [...new Set([now, Intl.DateTimeFormat().resolvedOptions().timeZone, "UTC", ...known])].filter(Boolean);
}

type Calendar = { time_zone: string; week_start: string; fiscal_year_start: number };

/** When a day, a week and a year begin here. Names of days and months come from the browser. */
export function CalendarFields({ calendar, problem, under = "/calendar", week = true }: { calendar: Calendar; problem: Problem | null; under?: "/calendar" | ""; week?: boolean }) {
  const { t, lang } = useText();
  const weekday = new Intl.DateTimeFormat(LOCALES[lang], { weekday: "long", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(LOCALES[lang], { month: "long", timeZone: "UTC" });
  const days = Object.entries(FIRST_DAYS).map(([value, date]) => ({ value, label: weekday.format(Date.UTC(2026, 0, date)) }));
  const months = Array.from({ length: 12 }, (_, index) => ({ value: String(index + 1), label: month.format(Date.UTC(2026, index, 1)) }));
  return (
    <>
      <SelectField label={t("settings.zone")} name="time_zone" pointer={`${under}/time_zone`} problem={problem} defaultValue={calendar.time_zone} options={zones(calendar.time_zone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))} />
      <div className={week ? "grid grid-cols-2 gap-3" : "grid"}>
        {week && <SelectField label={t("settings.week")} name="week_start" pointer={`${under}/week_start`} problem={problem} defaultValue={calendar.week_start} options={days} />}
        <SelectField label={t("settings.fiscal")} name="fiscal_year_start" pointer={`${under}/fiscal_year_start`} problem={problem} defaultValue={String(calendar.fiscal_year_start)} options={months} />
      </div>
    </>
  );
}
