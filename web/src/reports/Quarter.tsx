import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useRefine } from "../frame/TopBar";
import { ChoiceMenu } from "../parts/menu";
import { useText } from "../text/useText";
import { sessionQuery } from "../wire/queries";
import { quarterAfter, quarterOf, quartersBack } from "./calendar";

const AHEAD = 2;

/** The quarters around the day of the page: some to come, the present one, and those before. */
export function useQuarters(back = 4): { present: string; all: string[] } {
  const { as_of } = useSearch({ strict: false });
  const { today } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const present = quarterOf(as_of ?? today, session.workspace.fiscal_year_start);
  return { present, all: quartersBack(quarterAfter(present, AHEAD), AHEAD + 1 + back) };
}

/** One quarter, the present one where the address names none. */
export function QuarterMenu() {
  const { period } = useText();
  const { period: asked } = useSearch({ strict: false });
  const { present, all } = useQuarters();
  const refine = useRefine();
  return (
    <ChoiceMenu
      label={period(asked ?? present)}
      icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
      value={asked ?? present}
      choices={all.map((name) => ({ value: name, label: period(name) }))}
      onChoose={(name) => refine({ period: name === present ? undefined : name })}
    />
  );
}
