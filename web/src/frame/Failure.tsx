import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "../parts/controls";
import { useText } from "../text/useText";
import { Problem } from "../wire/problem";
import { client } from "../wire/queries";

/** What is shown where a page failed: what happened in words, that nothing is lost, one way on. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const { t } = useText();
  const problem = error instanceof Problem ? error : null;
  return (
    <main className="grid h-full place-items-center p-8">
      <div className="flex max-w-100 flex-col items-start gap-2">
        <h1 className="text-lg font-semibold">{problem ? t("error.load") : t("error.title")}</h1>
        <p role="alert" className="text-ink-2">
          {problem ? (problem.code === "network" ? t("error.offline") : problem.message) : t("error.body")}
        </p>
        {problem?.details.request_id && <p className="text-sm text-ink-3">{t("error.request", { id: problem.details.request_id })}</p>}
        <div className="mt-2 flex gap-2">
          <Button
            tone="primary"
            onClick={() => {
              void client.resetQueries({ predicate: (query) => query.state.status === "error" });
              reset();
            }}
          >
            {t("error.again")}
          </Button>
          <HomeLink />
        </div>
      </div>
    </main>
  );
}

export function NotFound() {
  const { t } = useText();
  return (
    <main className="grid h-full place-items-center p-8">
      <div className="flex flex-col items-start gap-3">
        <h1 className="text-lg font-semibold">{t("error.notfound")}</h1>
        <HomeLink />
      </div>
    </main>
  );
}

function HomeLink() {
  const { t } = useText();
  return (
    <Link to="/" className="inline-flex h-7 items-center rounded-ctl px-2.5 font-medium text-accent-ink hover:bg-hover">
      {t("error.home")}
    </Link>
  );
}
