import "./words";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { fieldClass } from "../parts/controls";
import { Modal } from "../parts/modal";
import { useText } from "../text/useText";
import { ask, wire, type Deal } from "../wire/client";
import { searchQuery } from "../wire/queries";
import { MergeDialog } from "./Merge";

const siblingsQuery = (account: string) => ({
  queryKey: ["siblings", account] as const,
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await ask(wire.GET("/v1/deals", { signal, params: { query: { account, limit: 9 } } }))).data,
  staleTime: 0,
  enabled: account !== "",
});

/** Which other deal is the same as this one; then both beside each other. */
export default function MergeWith({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const { t, short } = useText();
  const field = useId();
  const [text, setText] = useState("");
  const [other, setOther] = useState<string | null>(null);
  const wanted = useDeferredValue(text.trim());
  const siblings = useQuery(siblingsQuery(deal.account ?? ""));
  const search = useQuery({ ...searchQuery(wanted), enabled: wanted !== "" });
  const found = ((wanted ? search.data : siblings.data) ?? []).filter(({ id }) => id !== deal.id);
  if (other) return <MergeDialog kind="deal" ids={[deal.id, other]} onClose={onClose} />;
  return (
    <Modal title={t("merge.with")} onClose={onClose}>
      <p className="mb-3 text-ink-2">{t("merge.with.body", { name: deal.name })}</p>
      <label htmlFor={field} className="mb-1 block font-medium">
        {t("merge.with.find")}
      </label>
      <input id={field} type="search" autoComplete="off" maxLength={200} value={text} onChange={(event) => setText(event.target.value)} className={fieldClass} />
      {!wanted && found.length > 0 && <p className="mt-3 text-sm text-ink-2">{t("merge.with.same")}</p>}
      <ul className="mt-1 divide-y divide-line">
        {found.map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => setOther(one.id)} className="flex min-h-9 w-full items-center gap-3 rounded-ctl px-2 text-left hover:bg-hover pointer-coarse:min-h-11">
              <span className="min-w-0 flex-1 truncate">
                {one.name}
                {one.account_name && <span className="text-ink-2"> · {one.account_name}</span>}
              </span>
              <span className="text-ink-2">{one.stage_name}</span>
              <span className="tabular-nums">{short(one.value)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="mt-2 text-ink-2">
        {wanted && search.isSuccess && found.length === 0 ? t("merge.with.none") : ""}
      </p>
    </Modal>
  );
}
