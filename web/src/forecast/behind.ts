import type { Deals } from "../charts/mark";
import { behind, within } from "../reports/vocabulary";
import type { Asked, Forecast } from "./queries";

/** Deals of a team and of the teams below it, said in the rule language: a report takes no team, a forecast does. */
export const ofTeams = (teams: readonly string[]) => (teams.length > 0 ? `deal.team in [${teams.map((id) => JSON.stringify(id)).join(", ")}]` : undefined);

type Part = Forecast["parts"][number];

function partWords(kind: Part["kind"], id: string): string {
  // A deal with several products counts with the first.
  if (kind === "product") return id ? `size(deal.products) > 0 && deal.products[0] == ${JSON.stringify(id)}` : "size(deal.products) == 0";
  return `deal.${kind} == ${JSON.stringify(id)}`;
}

/** The deals behind the figures of a forecast, as addresses of the list. */
export function dealsBehind({ from, to }: Forecast["period"], { owner, pipeline, as_of }: Asked, teams: readonly string[]) {
  const asked = { pipeline: pipeline ?? "", owner, as_of };
  const all = (...sentences: (string | null | undefined)[]) => sentences.filter(Boolean).join(" && ");
  const due = `deal.close_date != "" && deal.close_date <= ${JSON.stringify(to)}`;
  const booked = (): Deals => behind(asked, all(within({ from, to }, "closed"), ofTeams(teams)), "won");
  /** Open and due before the period ends; where a stage has no category it counts as pipeline. */
  const open = (category?: string): Deals =>
    behind(asked, all(due, category && `deal.category in [${category === "pipeline" ? '"pipeline", ""' : JSON.stringify(category)}]`, ofTeams(teams)), "open");
  /** Those of them that were due before the period began. */
  const overdue = (): Deals => behind(asked, all(`deal.close_date != "" && deal.close_date < ${JSON.stringify(from)}`, ofTeams(teams)), "open");
  /** A part of the whole: what was booked in it, or all that is open in it, since a deal that is due later may still close. */
  const part = (kind: Part["kind"], id: string, outcome: "won" | "open"): Deals => {
    const whole = outcome === "won" ? within({ from, to }, "closed") : null;
    return kind === "pipeline" ? behind({ ...asked, pipeline: id }, all(whole, ofTeams(teams)), outcome) : behind(asked, all(whole, ofTeams(teams), partWords(kind, id)), outcome);
  };
  /** Open and due, of whoever has too little of it. */
  const dueOf = (user: string | null, team: string | null): Deals =>
    behind({ ...asked, owner: user ?? asked.owner }, all(due, team && `deal.team == ${JSON.stringify(team)}`, ofTeams(teams)), "open");
  return { booked, open, overdue, part, dueOf, of: (category: string): Deals => (category === "closed" ? booked() : open(category)) };
}
