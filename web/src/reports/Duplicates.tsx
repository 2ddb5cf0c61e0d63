import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../parts/controls";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { rowsOf, type Sheet } from "./answer";
import { Apart, TellApart } from "../merging/Apart";
import { MergeDialog } from "../merging/Merge";
import type { MergeKind } from "../merging/orders";
import { Section } from "./Sheet";

/** What may be there twice. */
export function Duplicates({ sheet }: { sheet: Sheet }) {
  const { t, count } = useText();
  const { as_of } = useSearch({ strict: false });
  const [merging, setMerging] = useState<{ kind: MergeKind; ids: string[] } | null>(null);
  const rows = rowsOf(sheet);
  return (
    <>
      {rows.length > 0 && (
        <Section title={t("health.twins")} note={t("health.twins.note")}>
          <ul className="divide-y divide-line border-y border-line">
            {rows.map((row) => {
              const [kind, ids] = [row.get("kind") as MergeKind, String(row.get("ids"))];
              const shown = [...new Set(String(row.get("names")).split(" · "))].join(" · ");
              const all = count(`health.twins.${kind}`, Number(row.get("count")));
              return (
                <li key={ids} className="flex min-h-9 flex-wrap items-center gap-x-4 py-1">
                  <span className="min-w-0 flex-1">{shown}</span>
                  <span className="text-ink-2">{t(`health.twins.reason.${row.get("reason")}` as Key)}</span>
                  {kind === "deal" ? (
                    <Link to="/deals" search={{ pipeline: "all", outcome: "any", ids, as_of }} className="underline-offset-4 hover:underline">
                      {all}
                    </Link>
                  ) : (
                    <span>{all}</span>
                  )}
                  {!as_of && (
                    <>
                      <Button aria-label={t("merge.open", { names: String(row.get("names")) })} onClick={() => setMerging({ kind, ids: ids.split(",") })}>
                        {t("merge.ask")}
                      </Button>
                      <TellApart names={shown} ids={ids.split(",")} />
                    </>
                  )}
                </li>
              );
            })}
          </ul>
          {merging && <MergeDialog kind={merging.kind} ids={merging.ids} onClose={() => setMerging(null)} />}
        </Section>
      )}
      {!as_of && <Apart />}
    </>
  );
}
