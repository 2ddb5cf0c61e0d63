import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Empty } from "../parts/empty";
import { Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { Trouble } from "../parts/trouble";
import { useText } from "../text/useText";
import { behindQuery, type Group, type Quality } from "./queries";

/** The deals behind a group of the calibration, those that were furthest off first. */
export function Behind({ group, bins, pipeline }: { group: Group; bins: Quality["bins"]; pipeline?: string }) {
  const { t, share, whole } = useText();
  const { data: deals, error } = useQuery(behindQuery(group, pipeline));
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), [group]);
  const bin = bins[group.bin];
  if (!bin) return null;
  const title = t("behind.title", { by: t(group.by === "model" ? "calibration.model" : "calibration.stage"), low: share(bin.low), high: share(bin.high) });
  return (
    <div ref={top} tabIndex={-1} className="outline-none">
      <Part title={title}>
        <p className="mb-2 max-w-160 text-ink-2">{t("behind.lead")}</p>
        {error && <Trouble error={error} />}
        {!deals && !error && (
          <p role="status" className="text-ink-2">
            {t("calibration.working")}
          </p>
        )}
        {deals?.length === 0 && <Empty>{t("behind.none")}</Empty>}
        {deals && deals.length > 0 && (
          <>
            <Sheet label={title} head={[t("behind.deal"), t("calibration.said"), t("behind.outcome")]}>
              {deals.map(({ deal, deal_name, said, won }, index) => (
                <tr key={index}>
                  <RowHead>
                    <Link to="/deals/$id" params={{ id: deal }} className="underline-offset-4 hover:underline">
                      {deal_name}
                    </Link>
                  </RowHead>
                  <td className="text-right">{share(said)}</td>
                  <td className={`pr-0! text-right ${won ? "text-won" : "text-lost"}`}>{t(won ? "behind.won" : "behind.lost")}</td>
                </tr>
              ))}
            </Sheet>
            {deals.length < bin.n && <p className="num mt-2 text-sm text-ink-2">{t("behind.some", { shown: whole(deals.length), n: whole(bin.n) })}</p>}
          </>
        )}
      </Part>
    </div>
  );
}
