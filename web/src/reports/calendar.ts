// Names of days and quarters to choose from. What they mean is the server's to
// say; here they are only counted backwards.

/** The fiscal quarter a day falls in, as the API names it: by the year in which the fiscal year began. */
export function quarterOf(iso: string, fiscalStart: number): string {
  const [year, month] = iso.split("-").map(Number) as [number, number];
  const since = (month - fiscalStart + 12) % 12;
  return `${month >= fiscalStart ? year : year - 1}-Q${Math.floor(since / 3) + 1}`;
}

/** The first and last day of an ISO week such as `2026-W41`. */
export function daysOfWeek(name: string): [string, string] {
  const [year, week] = name.split("-W").map(Number) as [number, number];
  const fourth = new Date(Date.UTC(year, 0, 4)); // always in the first week
  const monday = new Date(fourth);
  monday.setUTCDate(4 - ((fourth.getUTCDay() + 6) % 7) + (week - 1) * 7);
  const sunday = new Date(monday);
  sunday.setUTCDate(monday.getUTCDate() + 6);
  return [monday.toISOString().slice(0, 10), sunday.toISOString().slice(0, 10)];
}

/** The quarter so many after one; before it, for a negative number. */
export function quarterAfter(quarter: string, ahead: number): string {
  const [year, part] = quarter.split("-Q").map(Number) as [number, number];
  const at = year * 4 + part - 1 + ahead;
  return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`;
}

/** A quarter and those before it, the latest first. */
export function quartersBack(quarter: string, count: number): string[] {
  return Array.from({ length: count }, (_, back) => quarterAfter(quarter, -back));
}

/** So many days before a day. */
export function daysBefore(iso: string, days: number): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

/** The day after the same day a year before: with the day itself, a year of days. */
export function yearBefore(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
