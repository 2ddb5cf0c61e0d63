import { useQuery } from "@tanstack/react-query";
import { Part } from "../parts/page";
import { useText, type Text } from "../text/useText";
import { versionsQuery, type Version } from "./designs";

/** One thing that differs between two definitions. */
export const changeWords = (t: Text["t"], { code, was = "", is = "" }: Version["changes"][number]) => t(`design.change.${code}`, { was, is });

/** Every definition that the pipeline had: from when on, by whom, and what changed. */
export function Versions({ id }: { id: string }) {
  const { t, fullDay, dayOf } = useText();
  const versions = useQuery(versionsQuery(id)).data ?? [];
  if (versions.length === 0) return null;
  return (
    <Part title={t("design.versions")}>
      <ol className="divide-y divide-line border-y border-line">
        {versions.map(({ version, effective_at, by_name, changes }) => (
          <li key={version} className="flex flex-wrap gap-x-4 py-2">
            <span className="w-40 shrink-0 text-ink-2">{t("design.from", { day: fullDay(dayOf(effective_at)) })}</span>
            <span className="min-w-0 flex-1">
              {changes.length === 0 ? t("design.first") : changes.map((change) => changeWords(t, change)).join(" · ")}
              <span className="ml-2 text-sm text-ink-2">{by_name}</span>
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}
