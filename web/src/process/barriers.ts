import type { Lang } from "../text/format";
import type { Definition } from "./designs";
import type { Trial } from "./rules";

/** Something that deals would have stood before, with the deals that did. */
export type Barrier = {
  key: string;
  /** Name of the stage whose criterion it is; of a way that is not there, of the stage that it would have led to. */
  stage: string;
  /** Place of that stage; -1 where there is none. */
  at: number;
  side?: "entry" | "exit";
  says: string;
  /** How many steps it would have blocked. */
  steps: number;
  /** Of the steps that the server lists, the last ones. */
  deals: string[];
};

/** The answer of a trial in the order of the stages: criteria first, then ways that the definition does not have. */
export function barriers({ stages }: Definition, { blocked, criteria }: Pick<Trial, "blocked" | "criteria">, lang: Lang): Barrier[] {
  const behind = (is: (block: Trial["blocked"][number]) => boolean) => [...new Set(blocked.filter(is).flatMap(({ deal }) => deal ?? []))];
  const asked = (stages ?? []).flatMap((stage, at) =>
    (["entry", "exit"] as const).flatMap((side) =>
      (stage[side] ?? []).map(({ key, says }): Barrier => ({
        key,
        stage: stage.name,
        at,
        side,
        says: says[lang] || says["en"] || key,
        steps: criteria[key] ?? 0,
        deals: behind(({ unmet }) => unmet.some((each) => each.key === key)),
      })),
    ),
  );
  const known = new Set(asked.map(({ key }) => key));
  const ways = Object.entries(criteria)
    .filter(([code]) => !known.has(code))
    .map(([code, steps]): Barrier => {
      const of = ({ why }: Trial["blocked"][number]) => why?.code === code;
      return { key: code, stage: "–", at: -1, says: blocked.find(of)?.why?.detail ?? code, steps, deals: behind(of) };
    });
  return [...asked, ...ways].filter(({ steps }) => steps > 0);
}
