import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { setsRates } from "../rates/may";
import { rolesOf } from "../people/roles";
import { useText } from "../text/useText";
import { asProblem, type Problem } from "../wire/problem";
import { sessionQuery, usersQuery } from "../wire/queries";

/** Why there is no answer; and where something is to be done about it, the step, or who can take it. */
export function Trouble({ error, className = "" }: { error: unknown; className?: string }) {
  const { t } = useText();
  const problem = asProblem(error);
  return (
    <div role="alert" className={className}>
      <p className="text-lost">{problem.code === "network" ? t("error.offline") : problem.message}</p>
      {problem.details.rate && <RateStep rate={problem.details.rate} />}
    </div>
  );
}

function RateStep({ rate }: { rate: NonNullable<Problem["details"]["rate"]> }) {
  const { t } = useText();
  const session = useQuery({ ...sessionQuery, enabled: false }).data;
  const users = useQuery({ ...usersQuery, enabled: session !== undefined }).data ?? [];
  if (session && setsRates(session.roles)) {
    return (
      <Link to="/settings/rates" search={rate} className="mt-1 inline-flex min-h-7 items-center font-medium text-accent-ink underline underline-offset-4 pointer-coarse:min-h-11">
        {t("error.rate.set")}
      </Link>
    );
  }
  const names = users.filter((user) => !user.inactive && setsRates(rolesOf(user))).map(({ name }) => name);
  return <p className="mt-1 text-ink-2">{names.length === 0 ? t("error.rate.who") : t("error.rate.ask", { names: names.slice(0, MOST).join(", ") })}</p>;
}

/** More names than these help nobody to choose one. */
const MOST = 3;
