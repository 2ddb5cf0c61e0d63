import "./words";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { FormEnd, Objection } from "../parts/form";
import { Modal } from "../parts/modal";
import { showToast } from "../parts/toasts";
import { useSending } from "../parts/useSending";
import type { Money } from "../text/format";
import { useText } from "../text/useText";
import { client } from "../wire/queries";
import { merge, movesQuery, MOVING, part, read, type MergeKind, type Thing } from "./orders";

/** What a survivor can take over, of what can be read beside each other. */
const FIELDS = {
  account: ["industry", "segment", "region", "country", "website", "employees"],
  contact: ["title", "email", "phone"],
  deal: ["close_date", "segment", "region", "channel", "source"],
} as const;
/** What tells deals of one name apart; each keeps its own. */
const MARKS = { account: [], contact: [], deal: ["account_name", "owner_name", "stage_name", "value"] } as const;
type Field = (typeof FIELDS)[MergeKind][number] | (typeof MARKS)["deal"][number];

const filled = (value: unknown) => value !== undefined && value !== null && value !== "";

/** How much hangs on what goes. */
function Moves({ kind, loser }: { kind: MergeKind; loser: Thing }) {
  const { t, count } = useText();
  const moves = useQuery(movesQuery(kind, loser.id)).data;
  if (!moves) return null;
  const said = MOVING.filter((of) => moves[of] > 0).map((of) => count(`merge.moves.${of}`, moves[of]));
  return <p>{said.length > 0 ? t("merge.moves", { name: loser.name, what: said.join(", ") }) : t("merge.moves.nothing", { name: loser.name })}</p>;
}

/** Two or more that may be one, beside each other: which stays, and what it takes over. */
export function MergeDialog({ kind, ids, onClose }: { kind: MergeKind; ids: string[]; onClose: () => void }) {
  const text = useText();
  const { t } = text;
  const asked = useQueries({ queries: ids.map((id) => ({ queryKey: ["merge", id], queryFn: () => read(kind, id), staleTime: 0 })) });
  const things = asked.flatMap(({ data }) => data ?? []);
  const [stays, setStays] = useState(ids[0]!);
  const { busy, problem, send } = useSending();
  const survivor = things.find(({ id }) => id === stays);
  const losers = things.filter(({ id }) => id !== stays);
  const fields = FIELDS[kind].filter((field) => things.some((thing) => filled(thing[field])));
  const said = (field: Field, value: unknown) => (!filled(value) ? "–" : field === "value" ? text.full(value as Money) : field === "close_date" ? text.day(String(value)) : String(value));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const take = new FormData(event.currentTarget).getAll("take").map(String);
    void send(async (key) => {
      const merged: Thing[] = [];
      for (const loser of losers) merged.push(await merge(kind, loser, { into: stays, take }, `${key}-${loser.id}`));
      await client.invalidateQueries();
      onClose();
      const undo = async () => {
        for (const loser of merged.toReversed()) await part(kind, loser);
        await client.invalidateQueries();
        showToast({ text: t("merge.parted") });
      };
      showToast({ text: t("merge.done", { name: survivor?.name ?? "" }), action: { label: t("toast.undo"), run: () => void undo().catch(() => showToast({ text: t("merge.unparted") })) } });
    });
  };
  return (
    <Modal title={t("merge.title")} onClose={onClose} wide>
      {things.length < ids.length ? (
        <p role={asked.some(({ isError }) => isError) ? "alert" : "status"} className="text-ink-2">
          {t(asked.some(({ isError }) => isError) ? "error.load" : "merge.loading")}
        </p>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-3">
          <p className="text-ink-2">{t(`merge.body.${kind}`)}</p>
          {losers.map((loser) => (
            <Moves key={loser.id} kind={kind} loser={loser} />
          ))}
          <div className="overflow-x-auto" role="region" aria-label={t("merge.beside")} tabIndex={0}>
            <table className="w-full text-left">
              <thead>
                <tr className="border-b border-line align-bottom">
                  <th scope="col" className="py-1 pr-3 font-medium text-ink-2">
                    {t("merge.stays")}
                  </th>
                  {things.map(({ id, name }) => (
                    <th key={id} scope="col" className="py-1 pr-3 font-medium">
                      <label className="flex min-h-6 items-center gap-1.5 pointer-coarse:min-h-11">
                        <input type="radio" name="stays" checked={id === stays} onChange={() => setStays(id)} />
                        {name}
                      </label>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {[...MARKS[kind], ...fields].map((field) => (
                  <tr key={field} className="border-b border-line">
                    <th scope="row" className="py-1 pr-3 font-normal text-ink-2">
                      {t(`merge.field.${field as Field}`)}
                    </th>
                    {things.map((thing) => (
                      <td key={thing.id} className="py-1 pr-3">
                        {said(field, thing[field])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {fields
            .filter((field) => !filled(survivor?.[field]) && losers.some((loser) => filled(loser[field])))
            .map((field) => (
              <label key={field} className="flex min-h-6 items-center gap-1.5 pointer-coarse:min-h-11">
                <input type="checkbox" name="take" value={field} defaultChecked />
                {t("merge.take", { field: t(`merge.field.${field as Field}`) })}
              </label>
            ))}
          <Objection problem={problem} />
          <FormEnd onCancel={onClose} busy={busy}>
            {t("merge.do")}
          </FormEnd>
        </form>
      )}
    </Modal>
  );
}
