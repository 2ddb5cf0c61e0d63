import en from "../locales/en.json";
import id from "../locales/id.json";
import type forecast from "../locales/forecast.en.json";
import type process from "../locales/process.en.json";
import type leads from "../locales/leads.en.json";
import type merging from "../locales/merging.en.json";
import type people from "../locales/people.en.json";
import type rates from "../locales/rates.en.json";
import type reports from "../locales/reports.en.json";
import type scores from "../locales/scores.en.json";
import type views from "../locales/views.en.json";
import type work from "../locales/work.en.json";
import type { Lang } from "./format";

export type Key = keyof typeof en | keyof typeof forecast | keyof typeof leads | keyof typeof merging | keyof typeof people | keyof typeof process | keyof typeof rates | keyof typeof reports | keyof typeof scores | keyof typeof views | keyof typeof work;
type Base<K> = K extends `${infer Stem}.one` ? Stem : never;
/** A key that is followed by `.one` and `.other` in the catalogue. */
export type CountKey = Base<Key>;
export type Params = Record<string, string | number>;

const CATALOGUES: Record<Lang, Record<string, string>> = { en: { ...en }, id: { ...id } };
const RULES: Record<Lang, Intl.PluralRules> = { en: new Intl.PluralRules("en"), id: new Intl.PluralRules("id") };

/**
 * Takes in the words of a feature that is loaded only when somebody goes there,
 * so that the first picture waits for its own words alone. The feature's
 * `words.ts` calls it, and each of its pages imports that file.
 */
export function learn(words: Record<Lang, Record<string, string>>): void {
  Object.assign(CATALOGUES.en, words.en);
  Object.assign(CATALOGUES.id, words.id);
}

export function say(lang: Lang, key: Key, params: Params = {}): string {
  return (CATALOGUES[lang][key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** The form of a sentence that fits the count; `{n}` stands for the formatted number. */
export function sayCount(lang: Lang, key: CountKey, count: number, params: Params = {}): string {
  const form = RULES[lang].select(count) === "one" ? "one" : "other";
  return say(lang, `${key}.${form}` as Key, params);
}

/** True for a key that exists; for words that are looked up by what the server sent. */
export function isKey(key: string): key is Key {
  return Object.hasOwn(CATALOGUES.en, key);
}
