import { isKey, type Key } from "../text/say";
import type { Text } from "../text/useText";
import type { Pipeline } from "../wire/client";
import { isTime, MOMENT } from "../frame/expression";

/** The name of a dimension inside a sentence. */
export function dimensionWord(text: Text, dimension: string): string {
  const name = text.t(`dimension.${dimension}` as Key);
  return name.charAt(0).toLocaleLowerCase(text.lang) + name.slice(1);
}

/** Tells stages of the same name apart by their pipeline. */
export function stageNames(pipelines: readonly Pipeline[]): ReadonlyMap<string, string> {
  const all = pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => ({ pipeline, stage })));
  const shared = (name: string) => all.filter(({ stage }) => stage.name === name).length > 1;
  return new Map(all.map(({ pipeline, stage }) => [stage.id, shared(stage.name) ? `${stage.name} · ${pipeline.name}` : stage.name]));
}

/** What people call one group: the name the server gave, a word of ours in their language, a month as they write it. */
export function sayGroup(text: Text, dimension: string, key: string | null, name?: string | null): string {
  if (key === null || key === "") return text.t("group.none");
  // The band is named by its bounds, in units of the reporting currency.
  if (dimension === "value_band" && name) return name.split("–").map((bound) => text.whole(Number(bound))).join(" – ");
  if (name) return name;
  if (dimension === MOMENT) return text.day(key);
  if (isTime(dimension)) return text.period(key);
  const word = `${dimension}.${key}`;
  return isKey(word) ? text.t(word as Key) : key;
}

/** The order of groups: time and stages have their own, all others begin with the largest. */
export function inOrder<G extends { key: string | null; size: number }>(dimension: string, groups: readonly G[], pipelines: readonly Pipeline[]): G[] {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  const place = (key: string | null): number => {
    const at = stages.findIndex(({ id }) => id === key);
    return at < 0 ? stages.length : at;
  };
  // A common stage is as far along as the latest stage of any pipeline that is one.
  const along = (key: string | null): number => Math.max(...pipelines.map((pipeline) => pipeline.stages.findIndex(({ canonical }) => canonical === key)));
  return [...groups].sort((a, b) => {
    if ((a.key === null) !== (b.key === null)) return a.key === null ? 1 : -1;
    if (isTime(dimension)) return a.key! < b.key! ? -1 : 1;
    if (dimension === "value_band") return Number(a.key) - Number(b.key);
    if (dimension === "stage") return place(a.key) - place(b.key);
    if (dimension === "canonical_stage") return along(a.key) - along(b.key);
    return b.size - a.size;
  });
}
