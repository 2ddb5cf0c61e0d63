// Names of periods as the API takes them. Nothing is summed here: which days a
// period has is the server's, and only which one to ask for is ours.

/** `2026-Q4`: the fiscal quarter a day lies in. Q1 begins with the fiscal year, which is named by the year it begins in. */
export function quarterOf(day: string, fiscalYearStart: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const since = (month - fiscalYearStart + 12) % 12;
  return `${month < fiscalYearStart ? year - 1 : year}-Q${Math.floor(since / 3) + 1}`;
}

/** The period so many places further: quarters step by quarters, months by months; any other stays. */
export function stepped(period: string, by: number): string {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  if (quarter) {
    const at = Number(quarter[1]) * 4 + Number(quarter[2]) - 1 + by;
    return `${Math.floor(at / 4)}-Q${(at % 4) + 1}`;
  }
  const month = /^(\d{4})-(\d{2})$/.exec(period);
  if (!month) return period;
  const at = Number(month[1]) * 12 + Number(month[2]) - 1 + by;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
}

/** What the address may say of a period. */
export function readPeriod(value: unknown): string | undefined {
  return typeof value === "string" && /^\d{4}-(Q[1-4]|0[1-9]|1[0-2]|W\d{2})$|^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}

/** `Q4 2026`, as people write it; months with their name. */
export function periodWords(period: string, locale: string): string {
  const quarter = /^(\d{4})-(Q[1-4])$/.exec(period);
  if (quarter) return `${quarter[2]} ${quarter[1]}`;
  if (/^\d{4}-\d{2}$/.test(period)) return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${period}-01T00:00:00Z`));
  return period;
}
