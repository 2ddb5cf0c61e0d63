// Numbers, money and dates as people of each language write them. Amounts
// arrive as decimal strings and are only ever formatted here, never computed
// with: rounding to three digits for a short form is the one exception.

export type Lang = "en" | "id";
export type Money = { amount: string; currency: string };

const LOCALES: Record<Lang, string> = { en: "en-US", id: "id-ID" };

// M is a million in English and a miliar (10⁹) in Indonesian. A view must
// therefore never mix the two, which is why the language is not optional here.
const UNITS: Record<Lang, readonly string[]> = {
  en: ["", "K", "M", "B", "T"],
  id: ["", " rb", " jt", " M", " T"],
};

const memo = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  let kept = memo.get(key) as T | undefined;
  if (kept === undefined) memo.set(key, (kept = make()));
  return kept;
}

function moneyFormat(lang: Lang, currency: string): Intl.NumberFormat {
  return once(`money ${lang} ${currency}`, () => {
    const options: Intl.NumberFormatOptions & { trailingZeroDisplay: "stripIfInteger" } = {
      style: "currency",
      currency,
      // "IDR 5" is how English writes a rupiah that it does not know; here it does.
      currencyDisplay: currency === "IDR" ? "narrowSymbol" : "symbol",
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
      trailingZeroDisplay: "stripIfInteger",
    };
    try {
      return new Intl.NumberFormat(LOCALES[lang], options);
    } catch {
      // An unknown currency code is still an amount of something.
      return new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 2 });
    }
  });
}

/** The whole amount: `Rp 2,812,000,000`. Exact for any length of amount. */
export function fullMoney(lang: Lang, money: Money): string {
  // A string keeps every digit; a number would round beyond 2⁵³.
  return moneyFormat(lang, money.currency).format(money.amount as `${number}`).replace(/^(-?)(Rp)\s*/, "$1$2\u00a0");
}

/** Three significant digits and the language's own unit: `Rp 1.71B`, `Rp 1,71 M`. */
export function shortMoney(lang: Lang, money: Money): string {
  const value = Number(money.amount);
  const digits = once(`short ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumSignificantDigits: 3 }));
  const units = UNITS[lang];
  let scaled = Math.abs(value);
  let unit = 0;
  // Compare what would be shown, so that 999,999 becomes 1M and not 1,000K.
  while (Number(scaled.toPrecision(3)) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const number = digits.format(scaled) + units[unit];
  const sample = moneyFormat(lang, money.currency).formatToParts(0);
  const at = sample.findIndex((part) => part.type === "currency");
  const sign = value < 0 ? "-" : "";
  if (at < 0) return `${sign}${number} ${money.currency}`;
  const symbol = sample[at]!.value;
  // A symbol of letters stands apart from the digits (Rp 5), a sign does not ($5).
  return /\p{L}$/u.test(symbol) ? `${sign}${symbol}\u00a0${number}` : `${sign}${symbol}${number}`;
}

export function wholeNumber(lang: Lang, value: number): string {
  return once(`whole ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 0 })).format(value);
}

/** Days that have passed, whole ones only. Two clocks may differ by a moment: never less than none. */
export function wholeDays(days: number): number {
  return Math.max(0, Math.floor(days));
}

export function decimal(lang: Lang, value: number): string {
  return once(`decimal ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 2 })).format(value);
}

export function percent(lang: Lang, share: number): string {
  return once(`percent ${lang}`, () =>
    new Intl.NumberFormat(LOCALES[lang], { style: "percent", maximumFractionDigits: 0 }),
  ).format(share);
}

/** A share with one digit behind the point: for tables, where 24.4 % and 23.6 % are not the same. */
export function share(lang: Lang, value: number): string {
  return once(`share ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { style: "percent", maximumFractionDigits: 1 })).format(value);
}

/** A figure that is neither money nor a count, such as days: one digit behind the point. */
export function number(lang: Lang, value: number): string {
  return once(`number ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 1 })).format(value);
}

/** A figure that adds or takes away, always with its sign: `+0.72`, `−1.50`. */
export function signed(lang: Lang, value: number): string {
  return once(`signed ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { signDisplay: "exceptZero", minimumFractionDigits: 2, maximumFractionDigits: 2 }))
    .format(value)
    .replace("-", "\u2212");
}

/** A measure of quality, whose third digit tells methods apart. */
export function thousandths(lang: Lang, value: number): string {
  return once(`thousandths ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { minimumFractionDigits: 3, maximumFractionDigits: 3 })).format(value);
}

/** A decimal string with all of its digits, such as a rate. */
export function exact(lang: Lang, value: string): string {
  return once(`exact ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 20 })).format(value as `${number}`);
}

/** A period as the API names it: `2026-10` is Oct 2026, `2026-Q4` is Q4 2026, `2026-W41` is W41 2026. */
export function period(lang: Lang, name: string): string {
  const [year = "", part] = name.split("-");
  if (part === undefined || name.length > 8) return name;
  if (!/^\d\d$/.test(part)) return `${part} ${year}`;
  return once(`month ${lang}`, () => new Intl.DateTimeFormat(LOCALES[lang], { timeZone: "UTC", month: "short", year: "numeric" })).format(new Date(`${name}-01T00:00:00Z`));
}

/** A calendar day, `YYYY-MM-DD`; the year is told only where it is not this one. */
export function day(lang: Lang, iso: string, today: string): string {
  const sameYear = iso.slice(0, 4) === today.slice(0, 4);
  return once(
    `day ${lang} ${sameYear}`,
    () =>
      new Intl.DateTimeFormat(LOCALES[lang], {
        timeZone: "UTC",
        day: "numeric",
        month: "short",
        year: sameYear ? undefined : "numeric",
      }),
  ).format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/** A calendar day in full, with its year: for banners, dialogs and tooltips. */
export function fullDay(lang: Lang, iso: string): string {
  return once(`fullday ${lang}`, () => new Intl.DateTimeFormat(LOCALES[lang], { timeZone: "UTC", dateStyle: "long" })).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );
}

/** An instant in the workspace's own zone, to the minute. */
export function moment(lang: Lang, instant: string, timeZone: string): string {
  return once(
    `moment ${lang} ${timeZone}`,
    () => new Intl.DateTimeFormat(LOCALES[lang], { timeZone, dateStyle: "medium", timeStyle: "short" }),
  ).format(new Date(instant));
}

/** The calendar day an instant falls on in a zone, as `YYYY-MM-DD`. */
export function dayOf(instant: Date, timeZone: string): string {
  return once(
    `dayof ${timeZone}`,
    () => new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }),
  ).format(instant);
}

/**
 * What a person typed as an amount, as a decimal string for the wire; null if
 * it is not one. Separators follow the language, so that `1.500` is fifteen
 * hundred in Indonesian and one and a half in English.
 */
export function readAmount(lang: Lang, typed: string): string | null {
  const [group, point] = lang === "id" ? [".", ","] : [",", "."];
  const bare = typed.replace(/[\s\u00a0]|Rp|[$€£]/gi, "");
  const [whole = "", fraction, ...more] = bare.split(point);
  if (more.length > 0) return null;
  const grouped = whole.split(group);
  const rightGroups = grouped.length === 1 || (grouped[0] !== "" && grouped.slice(1).every((part) => /^\d{3}$/.test(part)));
  const digits = grouped.join("");
  if (!rightGroups || !/^-?\d+$/.test(digits) || (fraction !== undefined && !/^\d{1,4}$/.test(fraction))) return null;
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}

/** An amount as a person of that language would type it into a field. */
export function writeAmount(lang: Lang, amount: string): string {
  return once(
    `amount ${lang}`,
    () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 4 }),
  ).format(amount as `${number}`);
}

/** What a person typed as a percentage, as a share; null if it is not one. */
export function readShare(lang: Lang, typed: string): number | null {
  const amount = readAmount(lang, typed.replace(/%$/, ""));
  // Divided as text, so that 57 is 0.57 and not a neighbour of it.
  return amount === null ? null : Number(`${amount}e-2`);
}

/** A share as a person would type it, in percent. */
export function writeShare(lang: Lang, share: number): string {
  return once(`typed ${lang}`, () => new Intl.NumberFormat(LOCALES[lang], { maximumFractionDigits: 1 })).format(Number(`${share}e2`));
}

/** Up to two letters that stand for a person. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words[words.length - 1]![0] ?? "") : "")).toUpperCase();
}
