import { createContext, use, useMemo, type ReactNode } from "react";
import * as format from "./format";
import type { Lang, Money } from "./format";
import { say, sayCount, type CountKey, type Key, type Params } from "./say";

/** Everything a component needs to speak to one person: words, money, days. */
export type Text = {
  lang: Lang;
  /** The workspace's calendar day, `YYYY-MM-DD`. */
  today: string;
  t: (key: Key, params?: Params) => string;
  count: (key: CountKey, n: number, params?: Params) => string;
  short: (money: Money | null | undefined) => string;
  full: (money: Money | null | undefined) => string;
  whole: (n: number) => string;
  decimal: (n: number) => string;
  percent: (share: number) => string;
  share: (share: number) => string;
  number: (n: number) => string;
  signed: (n: number) => string;
  thousandths: (n: number) => string;
  exact: (value: string) => string;
  period: (name: string) => string;
  day: (iso: string) => string;
  fullDay: (iso: string) => string;
  moment: (instant: string) => string;
  dayOf: (instant: string) => string;
};

const TextContext = createContext<Text | null>(null);

export function makeText(lang: Lang, timeZone: string, now: Date): Text {
  const today = format.dayOf(now, timeZone);
  const none = "–";
  return {
    lang,
    today,
    t: (key, params) => say(lang, key, params),
    count: (key, n, params) => sayCount(lang, key, n, { n: format.wholeNumber(lang, n), ...params }),
    short: (money) => (money ? format.shortMoney(lang, money) : none),
    full: (money) => (money ? format.fullMoney(lang, money) : none),
    whole: (n) => format.wholeNumber(lang, n),
    decimal: (n) => format.decimal(lang, n),
    percent: (share) => format.percent(lang, share),
    share: (share) => format.share(lang, share),
    number: (n) => format.number(lang, n),
    signed: (n) => format.signed(lang, n),
    thousandths: (n) => format.thousandths(lang, n),
    exact: (value) => format.exact(lang, value),
    period: (name) => format.period(lang, name),
    day: (iso) => format.day(lang, iso, today),
    fullDay: (iso) => format.fullDay(lang, iso),
    moment: (instant) => format.moment(lang, instant, timeZone),
    dayOf: (instant) => format.dayOf(new Date(instant), timeZone),
  };
}

export function TextProvider({ lang, timeZone, children }: { lang: Lang; timeZone: string; children: ReactNode }) {
  const text = useMemo(() => makeText(lang, timeZone, new Date()), [lang, timeZone]);
  return <TextContext value={text}>{children}</TextContext>;
}

export function useText(): Text {
  const text = use(TextContext);
  if (!text) throw new Error("useText outside TextProvider");
  return text;
}
