import { readPeriod } from "../forecast/period";

// What the address may say. Whatever else stands there, written by hand or by
// an old bookmark, is dropped instead of reaching a query.

export const SORTS = ["next_step", "-value", "close_date", "stage_since", "-created_at", "name"] as const;
export type Sort = (typeof SORTS)[number];
export const OUTCOMES = ["open", "won", "lost"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What any page may be asked: as of which day, and by which kept question. */
export type AsOfSearch = { as_of?: string; view?: string };
export type BoardSearch = { pipeline?: string; q?: string; owner?: string; sort?: Sort; peek?: string };
/** The list may be of all pipelines, of deals however they ended, and of those an expression selects: what a figure of a report opens. */
export type ListSearch = Omit<BoardSearch, "peek"> & { outcome?: Outcome | "any"; filter?: string; ids?: string };
export const ALL = "all";

type Raw = Record<string, unknown>;

const MAX_TEXT = 200;
const MAX_FILTER = 2000;
// The router reads numbers and booleans out of an address; a company called 123 is still text.
function text(value: unknown, most = MAX_TEXT): string | undefined {
  const words = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value).trim() : "";
  return words ? words.slice(0, most) : undefined;
}

function id(value: unknown, prefix: string): string | undefined {
  return typeof value === "string" && value.startsWith(`${prefix}_`) && /^\w{3,80}$/.test(value) ? value : undefined;
}

function oneOf<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

/** As many deals by name as the server takes at once. */
const IDS = /^deal_\w{1,80}(,deal_\w{1,80}){0,199}$/;

function pipelineOrAll(value: unknown): string | undefined {
  return value === ALL ? ALL : id(value, "pipe");
}

/** A real calendar day, or nothing: 2026-02-30 is nothing. */
export function realDay(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value) ? value : undefined;
}

export const readAsOf = (raw: Raw): AsOfSearch => clean({ as_of: realDay(raw.as_of), view: id(raw.view, "view") });

export const readBoard = (raw: Raw): BoardSearch =>
  clean({
    pipeline: id(raw.pipeline, "pipe"),
    q: text(raw.q),
    owner: id(raw.owner, "user"),
    sort: oneOf(raw.sort, SORTS),
    peek: id(raw.peek, "deal"),
  });

export const readList = (raw: Raw): ListSearch => {
  const { peek: _, ...rest } = readBoard(raw);
  return clean({ ...rest, pipeline: pipelineOrAll(raw.pipeline), outcome: oneOf(raw.outcome, [...OUTCOMES, "any"]), filter: text(raw.filter, MAX_FILTER), ids: matching(raw.ids, IDS) });
};

/** How a report is asked: of which deals, and over which days. */
export type ReportSearch = Omit<BoardSearch, "peek" | "sort"> & { filter?: string; period?: string; from?: string; to?: string };
export const CHARTS = ["bars", "lines", "none"] as const;
/** How often a question is asked back in time, and since when. */
export const EVERY = { day: "-30d", week: "-364d", month: "-730d", quarter: "-1460d" } as const;
export type Every = keyof typeof EVERY;
export type ExploreSearch = ReportSearch & { every?: Every; m?: string; by?: string; compare_to?: string; value_kind?: ValueKind; chart?: (typeof CHARTS)[number] };
export const VALUE_KINDS = ["tcv", "acv", "first_year", "ltv"] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** The rate that some figure waits for. */
export type RateSearch = { from?: string; to?: string; day?: string };

const CURRENCY = /^[A-Z]{3}$/;

export const readRate = (raw: Raw): RateSearch => clean({ from: matching(raw.from, CURRENCY), to: matching(raw.to, CURRENCY), day: realDay(raw.day) });

export const readReport = (raw: Raw): ReportSearch => {
  const { q, owner } = readBoard(raw);
  return clean({
    pipeline: pipelineOrAll(raw.pipeline),
    q,
    owner,
    filter: text(raw.filter, MAX_FILTER),
    period: matching(raw.period, /^[\w.-]{1,30}$/),
    from: realDay(raw.from),
    to: realDay(raw.to),
  });
};

export const readExplore = (raw: Raw): ExploreSearch =>
  clean({
    ...readReport(raw),
    m: matching(raw.m, NAMES),
    by: matching(raw.by, NAMES),
    compare_to: realDay(raw.compare_to),
    value_kind: oneOf(raw.value_kind, VALUE_KINDS),
    chart: oneOf(raw.chart, CHARTS),
    every: oneOf(raw.every, Object.keys(EVERY) as Every[]),
  });

/** Names of measures or dimensions, separated by commas. */
const NAMES = /^[\w.]{1,80}(,[\w.]{1,80}){0,19}$/;

function matching(value: unknown, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
}
/** Whose future is looked at, and of which period. */
export type ForecastSearch = { period?: string; team?: string; owner?: string; pipeline?: string };

export const readForecast = (raw: Raw): ForecastSearch =>
  clean({ period: readPeriod(raw.period), team: id(raw.team, "team"), owner: id(raw.owner, "user"), pipeline: id(raw.pipeline, "pipe") });

export type TargetSearch = { year?: number; of?: string; product?: string };

export const readTargets = (raw: Raw): TargetSearch =>
  clean({ year: typeof raw.year === "number" && raw.year >= 1970 && raw.year < 2200 ? Math.floor(raw.year) : undefined, of: id(raw.of, "pipe"), product: id(raw.product, "prod") });

export type AuditSearch = { q?: string; action?: string; actor?: string; from?: string; until?: string };

export const readAudit = (raw: Raw): AuditSearch =>
  clean({ q: text(raw.q), action: typeof raw.action === "string" && /^[a-z_.]{1,60}$/.test(raw.action) ? raw.action : undefined, actor: text(raw.actor), from: realDay(raw.from), until: realDay(raw.until) });

export const LACKS = ["no_owner", "owner_left", "no_next_step", "next_step_past", "lead_unassigned", "lead_untouched", "task_overdue", "approval_waits", "approval_lapsed"] as const;
/** Whose work is looked at, mine unless told, and what is lacking. */
export type WorkSearch = { whose?: "mine" | "all"; lack?: (typeof LACKS)[number] };
export type ApprovalsSearch = { tab?: "mine" | "asked" | "all" };

export const readWork = (raw: Raw): WorkSearch => clean({ whose: oneOf(raw.whose, ["mine", "all"]), lack: oneOf(raw.lack, LACKS) });
export const readApprovals = (raw: Raw): ApprovalsSearch => clean({ tab: oneOf(raw.tab, ["mine", "asked", "all"]) });

export const LEAD_STATES = ["open", "converted", "disqualified", "any"] as const;
/** Which leads are looked at: mine that are open unless told. */
export type LeadSearch = { whose?: "mine" | "unassigned" | "all"; state?: (typeof LEAD_STATES)[number]; source?: string; q?: string };

export const readLeads = (raw: Raw): LeadSearch => clean({ whose: oneOf(raw.whose, ["mine", "unassigned", "all"]), state: oneOf(raw.state, LEAD_STATES), source: text(raw.source), q: text(raw.q) });

/** An address carries only what was chosen. */
function clean<T extends object>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;
}

/** Where to go after signing in: a path of this workspace, never another site. */
export function safeNext(value: unknown): string | undefined {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : undefined;
}
