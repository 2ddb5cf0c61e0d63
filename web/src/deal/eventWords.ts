import { isKey } from "../text/say";
import type { Text } from "../text/useText";
import type { HistoryEntry } from "../wire/client";

/** Names for the ids that an event holds. */
export type Names = { stage: (id: string) => string; user: (id: string) => string };

export const KINDS = ["moves", "money", "facts", "activity"] as const;
export type Kind = (typeof KINDS)[number];

const KIND_OF: Record<string, Kind> = {
  "deal.created": "moves",
  "deal.moved": "moves",
  "deal.won": "moves",
  "deal.lost": "moves",
  "deal.reopened": "moves",
  "deal.deleted": "moves",
  "deal.merged": "moves",
  "deal.absorbed": "moves",
  "deal.unmerged": "moves",
  "deal.released": "moves",
  "deal.criteria_overridden": "moves",
  "deal.close_date_moved": "money",
  "deal.transferred": "facts",
  "deal.activity_logged": "activity",
};

export function kindOf({ type, data }: HistoryEntry): Kind {
  if (type === "deal.changed") {
    const fields = Object.keys(patchOf(data));
    return fields.some((field) => field === "value" || field === "line_items" || field === "value_kind") ? "money" : "facts";
  }
  return KIND_OF[type] ?? "facts";
}

type Data = HistoryEntry["data"];

function patchOf(data: Data): Record<string, unknown> {
  const patch = (data as Record<string, unknown>)["patch"];
  return typeof patch === "object" && patch !== null ? (patch as Record<string, unknown>) : {};
}

/** One event as a sentence. A type from a newer server is shown by its name instead of being left out. */
export function eventWords(text: Text, entry: HistoryEntry, names: Names): string {
  const { t, day, share } = text;
  const data = entry.data as Record<string, unknown>;
  const word = (key: string) => (typeof data[key] === "string" ? (data[key] as string) : "");
  const dayIn = (key: string) => (word(key) ? day(word(key)) : "–");
  const actor = entry.actor_name || names.user(entry.actor) || t("event.actor.system");
  switch (entry.type) {
    case "deal.created":
      return word("stage") ? t("event.deal.created.stage", { actor, stage: names.stage(word("stage")) }) : t("event.deal.created", { actor });
    case "deal.moved":
      return t("event.deal.moved", { actor, from: names.stage(word("from")), to: names.stage(word("to")) });
    case "deal.won":
      return withNote(t("event.deal.won", { actor }), word("note"));
    case "deal.lost":
      return withNote(t("event.deal.lost", { actor, reason: word("reason") }), word("note"));
    case "deal.reopened":
      return t("event.deal.reopened", { actor, to: names.stage(word("to")), reason: word("reason") });
    case "deal.close_date_moved":
      return word("from")
        ? t("event.deal.close_date_moved", { actor, from: dayIn("from"), to: dayIn("to") })
        : t("event.deal.close_date_set", { actor, to: dayIn("to") });
    case "deal.transferred":
      return t("event.deal.transferred", { actor, from: names.user(word("from")) || "–", to: names.user(word("to")) || "–" });
    case "deal.activity_logged": {
      const kind = isKey(`activity.${word("kind")}`) ? t(`activity.${word("kind")}` as "activity.call") : word("kind");
      // Who did it, and not who wrote it down.
      const by = names.user(word("by")) || actor;
      return word("subject") ? t("event.deal.activity_logged", { actor: by, kind, subject: word("subject") }) : t("event.deal.activity_plain", { actor: by, kind });
    }
    case "deal.evidence_attached":
      return t("event.deal.evidence_attached", { actor, what: word("note") || word("link") });
    case "deal.evidence_withdrawn":
      return t("event.deal.evidence_withdrawn", { actor, reason: word("reason") });
    case "deal.criteria_overridden":
      return t("event.deal.criteria_overridden", { actor, reason: word("reason") });
    case "deal.probability_overridden":
      return withNote(t("event.deal.probability_overridden", { actor, p: share(Number(data["p"])) }), word("reason"));
    case "deal.probability_restored":
      return withNote(t("event.deal.probability_restored", { actor }), word("reason"));
    case "deal.category_moved":
      return withNote(word("to") ? t("event.deal.category_moved", { actor, to: categoryWords(text, word("to")) }) : t("event.deal.category_restored", { actor }), word("reason"));
    case "deal.deleted":
      return withNote(t("event.deal.deleted", { actor }), word("reason"));
    case "deal.merged":
      return withNote(t("event.deal.merged", { actor }), word("reason"));
    case "deal.absorbed":
      return t("event.deal.absorbed", { actor });
    case "deal.unmerged":
      return withNote(t("event.deal.unmerged", { actor }), word("reason"));
    case "deal.released":
      return t("event.deal.released", { actor });
    case "deal.changed":
      return changeWords(text, actor, patchOf(entry.data));
    default:
      return t("event.unknown", { actor, type: entry.type });
  }
}

function categoryWords({ t }: Text, category: string): string {
  const key = `category.${category}`;
  return isKey(key) ? t(key) : category;
}

function changeWords({ t, full, day, lang }: Text, actor: string, patch: Record<string, unknown>): string {
  const fields = Object.keys(patch);
  const value = patch["value"] as { amount?: string; currency?: string } | null | undefined;
  if (fields.length === 1 && value?.amount && value.currency) {
    return t("event.deal.value", { actor, value: full({ amount: value.amount, currency: value.currency }) });
  }
  const next = patch["next_step"] as { text?: string; day?: string } | null | undefined;
  if (fields.length === 1 && next?.text) return t("event.deal.next", { actor, text: next.text, day: next.day ? day(next.day) : "–" });
  // A merge patch holds what changed: a step that was put off has a day and no text.
  if (fields.length === 1 && next?.day) return t("event.deal.next_day", { actor, day: day(next.day) });
  if (fields.length === 1 && next === null) return t("event.deal.next_none", { actor });
  const words = fields.map((field) => (isKey(`field.${field}`) ? t(`field.${field}` as "field.name") : field));
  return t("event.deal.changed", { actor, fields: new Intl.ListFormat(lang).format(words) });
}

function withNote(sentence: string, note: string): string {
  return note ? `${sentence} – “${note}”` : sentence;
}
