import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { ChevronDown, Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../parts/controls";
import { ChoiceMenu, MenuButton } from "../parts/menu";
import { Part, tableClass } from "../parts/page";
import { Trouble } from "../parts/trouble";
import { linesOf, subtree } from "../people/tree";
import { useText } from "../text/useText";
import { sessionQuery, teamsQuery, usersQuery } from "../wire/queries";
import { useAskedFuture } from "./ForecastBar";
import { CALLS, submissionsQuery, type Call, type Submission } from "./submissions";

const SubmitDialog = lazy(() => import("./SubmitDialog").then((all) => ({ default: all.SubmitDialog })));
const AdjustDialog = lazy(() => import("./SubmitDialog").then((all) => ({ default: all.AdjustDialog })));
const WithdrawDialog = lazy(() => import("./SubmitDialog").then((all) => ({ default: all.WithdrawDialog })));

type Asking = { kind: "submit" } | { kind: "adjust" | "withdraw"; submission: Submission };
const UNFOLDED: ReadonlySet<string> = new Set();
const STEP = 20; // pixels that a level stands in from the one above

/** Whose number is waited for: a manager speaks for the team, and whoever leads or keeps the books for nobody. */
const sells = ({ role }: { role?: string }) => !role || role === "rep";

/** What people said, up the tree: each layer beside the one below it, never over it, and who has said nothing. Of a period that is over nobody submits any more. */
export function Submissions({ over }: { over: boolean }) {
  const { t, day, full, whole } = useText();
  const { period, asked } = useAskedFuture();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const users = useQuery(usersQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const submissions = useQuery(submissionsQuery(period, asked.as_of));
  const [call, setCall] = useState<Call>("commit");
  const [asking, setAsking] = useState<Asking | null>(null);
  const [open, setOpen] = useState(false);
  const me = session.user.id;
  const shown = asked.team ? subtree(teams, asked.team) : null;
  const said = (submissions.data ?? []).filter((submission) => submission.call === call);
  const rows = linesOf(
    teams.filter(({ id }) => !shown || shown.has(id)),
    users.filter(({ inactive, team }) => !inactive && (!shown || (team !== undefined && shown.has(team)))),
    UNFOLDED,
  )
    .map((line) =>
      line.kind === "team"
        ? { key: line.team.id, name: line.team.name, depth: line.depth, team: true, due: true, submission: said.find(({ team }) => team === line.team.id) }
        : { key: line.user.id, name: line.user.name, depth: line.depth, team: false, due: sells(line.user), submission: said.find(({ team, user }) => !team && user === line.user.id) },
    )
    .filter(({ due, submission }) => due || submission);
  const quiet = submissions.isSuccess && said.length === 0 && !open && rows.length > 0;
  return (
    <Part
      title={t("submissions.title")}
      actions={
        <>
          <ChoiceMenu icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />} label={t(`category.${call}`)} value={call} choices={CALLS.map((value) => ({ value, label: t(`category.${value}`) }))} onChoose={setCall} />
          {!asked.as_of && !over && (
            <Button tone="line" onClick={() => setAsking({ kind: "submit" })}>
              {t("submissions.submit")}
            </Button>
          )}
        </>
      }
    >
      {submissions.error && <Trouble error={submissions.error} />}
      {/* A page full of people who have said nothing yet says no more than one sentence. */}
      {quiet && (
        <p className="text-ink-2">
          {t("submissions.nobody")}{" "}
          <Button tone="link" onClick={() => setOpen(true)}>
            {t("submissions.who", { n: whole(rows.length) })}
          </Button>
        </p>
      )}
      <div hidden={quiet} className="overflow-x-auto" tabIndex={0} role="region" aria-label={t("submissions.title")}>
        <table className={`${tableClass} min-w-200`}>
          <thead>
            <tr>
              <th scope="col">{t("targets.who")}</th>
              {(["own", "rolled", "theirs", "above", "total"] as const).map((key) => (
                <th key={key} scope="col" className="text-right">
                  {t(`submissions.${key}`)}
                </th>
              ))}
              <th scope="col">{t("submissions.when")}</th>
              <th scope="col">
                <span className="sr-only">{t("palette.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, depth, team, submission }) => (
              <tr key={key}>
                <th scope="row" className={`truncate border-b! border-line! text-base! text-ink! ${team ? "font-semibold!" : "font-normal!"}`} style={{ paddingLeft: depth * STEP }}>
                  {name}
                </th>
                {submission ? (
                  <>
                    <td className="text-right">{full(submission.own)}</td>
                    <td className="text-right">{full(submission.rolled_up)}</td>
                    <td className="text-right" data-tip={submission.adjustment.reason}>
                      {submission.adjustment.amount ? full(submission.adjustment.amount) : "–"}
                    </td>
                    <td className="text-right" data-tip={submission.manager_adjustment.reason}>
                      {submission.manager_adjustment.amount ? full(submission.manager_adjustment.amount) : "–"}
                    </td>
                    <td className="text-right font-semibold">{full(submission.total)}</td>
                    <td className="text-ink-2">{day(submission.created_at)}</td>
                    <td className="w-8 pr-0!">
                      {!asked.as_of && (
                        <MenuButton
                          className="grid size-7 place-items-center rounded-ctl text-ink-2 hover:bg-hover data-popup-open:bg-hover pointer-coarse:size-11"
                          sections={[
                            {
                              entries: [
                                submission.user === me
                                  ? { label: t("submissions.withdraw"), disabled: submission.state !== "submitted", run: () => setAsking({ kind: "withdraw", submission }) }
                                  : { label: t("submissions.adjust"), run: () => setAsking({ kind: "adjust", submission }) },
                              ],
                            },
                          ]}
                        >
                          <Ellipsis size={15} aria-hidden />
                          <span className="sr-only">{t("card.menu", { deal: name })}</span>
                        </MenuButton>
                      )}
                    </td>
                  </>
                ) : (
                  <>
                    <td colSpan={5} />
                    <td className="font-medium text-warn">{submissions.isSuccess ? t("submissions.missing") : ""}</td>
                    <td />
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Suspense>
        {asking?.kind === "submit" && <SubmitDialog period={period} call={call} me={me} teams={teams} onClose={() => setAsking(null)} />}
        {asking?.kind === "adjust" && <AdjustDialog submission={asking.submission} who={users.find(({ id }) => id === asking.submission.user)?.name ?? ""} onClose={() => setAsking(null)} />}
        {asking?.kind === "withdraw" && <WithdrawDialog submission={asking.submission} onClose={() => setAsking(null)} />}
      </Suspense>
    </Part>
  );
}
