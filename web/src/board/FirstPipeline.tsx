import { useRef, useState } from "react";
import { Button } from "../parts/controls";
import { Empty } from "../parts/empty";
import { idempotencyKey } from "../parts/idempotency";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { asProblem } from "../wire/problem";
import { client, pipelinesQuery } from "../wire/queries";
import { STARTERS } from "./starter";

/** A new installation: nothing to show until there is a pipeline, and two ways to one. */
export default function FirstPipeline() {
  const { t, lang } = useText();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(idempotencyKey());
  const start = async () => {
    setBusy(true);
    try {
      await ask(wire.POST("/v1/pipelines", { params: { header: { "Idempotency-Key": key.current } }, body: STARTERS[lang] }));
      await client.invalidateQueries({ queryKey: pipelinesQuery.queryKey });
    } catch (error) {
      const problem = asProblem(error);
      setWrong(problem.code === "network" ? t("error.offline") : problem.message);
      if (!problem.passing) key.current = idempotencyKey();
      setBusy(false);
    }
  };
  const [before, after] = t("pipeline.import").split("{command}");
  return (
    <div className="grid flex-1 place-items-center">
      <Empty
        heading
        action={
          <>
            <Button tone="primary" disabled={busy} onClick={() => void start()}>
              {t("pipeline.start")}
            </Button>
            {wrong && (
              <p role="alert" className="text-lost">
                {wrong}
              </p>
            )}
            <p className="mt-3 text-ink-2">
              {before}
              <code className="rounded-ctl bg-sunken px-1.5 py-0.5 text-sm whitespace-nowrap text-ink">arus import --map map.yaml</code>
              {after}{" "}
              <a href="/docs" className="font-medium text-accent-ink underline underline-offset-4">
                {t("pipeline.import.how")}
              </a>
            </p>
          </>
        }
      >
        {t("pipeline.none")}
      </Empty>
    </div>
  );
}
