import "./words";
import { Link } from "@tanstack/react-router";
import { Button } from "../parts/controls";
import { Objection } from "../parts/form";
import { useSending } from "../parts/useSending";
import { useText } from "../text/useText";
import type { Deal } from "../wire/client";
import { client } from "../wire/queries";
import { part } from "./orders";

/** Says of a deal that it went into another, and takes that back. */
export default function Merged({ deal, into }: { deal: Deal; into: string }) {
  const { t } = useText();
  const { busy, problem, send } = useSending();
  const back = () =>
    void send(async () => {
      await part("deal", deal);
      await client.invalidateQueries();
    });
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-ctl border border-line bg-sunken px-3 py-2">
      <p className="min-w-64 flex-1">{t("merge.went")}</p>
      <Link to="/deals/$id" params={{ id: into }} search={(kept) => kept} className="font-medium text-accent-ink hover:underline">
        {t("merge.went.open")}
      </Link>
      <Button tone="line" disabled={busy} onClick={back}>
        {t("merge.went.part")}
      </Button>
      <Objection problem={problem} />
    </div>
  );
}
