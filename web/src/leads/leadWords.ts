import { isKey, type Key } from "../text/say";
import type { Text } from "../text/useText";
import type { LeadEvent, Trial } from "./queries";

/** Names for the ids that an event holds. */
export type Names = { user: (id: string) => string; route: (id: string) => string };

/** A fact of a lead as its page calls it. */
const factName = (t: Text["t"], name: string) => (isKey(`lead.${name}`) ? t(`lead.${name}` as Key) : name);

/** One event as a sentence. A type from a newer server is shown by its name instead of being left out. */
export function leadEventWords({ t, lang, whole }: Text, entry: LeadEvent, names: Names): string {
  const data = entry.data as Record<string, unknown>;
  const word = (key: string) => (typeof data[key] === "string" ? (data[key] as string) : "");
  const actor = entry.actor_name || names.user(entry.actor) || t("event.actor.system");
  const noted = (said: string) => (word("note") ? `${said} – ${word("note")}` : said);
  switch (entry.type) {
    case "lead.created":
      return t("lead.event.created", { actor });
    case "lead.changed": {
      const fields = Object.keys((data["patch"] ?? {}) as object).map((name) => factName(t, name).toLocaleLowerCase(lang));
      return t("lead.event.changed", { actor, fields: new Intl.ListFormat(lang).format(fields) });
    }
    case "lead.assigned": {
      const choice = data["choice"] as Trial["choice"];
      const to = names.user(word("to"));
      const given = !choice
        ? t("lead.event.assigned", { actor, to })
        : choice.pool
          ? t("lead.event.routed", { route: names.route(word("route")), to, turn: whole(choice.turn ?? 1) })
          : t("lead.event.fallback", { route: names.route(word("route")), to });
      const said = word("reason") ? `${given} – ${word("reason")}` : given;
      return data["missed"] ? t("lead.event.missed", { from: names.user(word("from")), next: said }) : said;
    }
    case "lead.touched":
      return noted(t("lead.event.touched", { actor, kind: isKey(`touch.${word("kind")}`) ? t(`touch.${word("kind")}` as Key) : word("kind") }));
    case "lead.disqualified":
      return t("lead.event.disqualified", { actor, reason: word("reason") });
    case "lead.requalified":
      return t("lead.event.requalified", { actor, reason: word("reason") });
    case "lead.converted":
      return t("lead.event.converted", { actor });
    case "lead.archived":
      return t("lead.event.archived", { actor });
  }
  return `${actor}: ${entry.type}`;
}

const MINUTE = 60_000;

/** How long something has lasted, in the largest unit that is full. */
export function spanWords(lang: string, ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  const [n, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 60 / 24), "day"];
  return new Intl.NumberFormat(lang, { style: "unit", unit: unit as string, unitDisplay: "long" }).format(n as number);
}
