import "./words";
import { useQuery } from "@tanstack/react-query";
import { Button } from "../parts/controls";
import { showToast } from "../parts/toasts";
import { useText } from "../text/useText";
import { client } from "../wire/queries";
import { distinctionsQuery, suspectAgain, tellApart } from "./orders";

const anew = () => Promise.all([client.invalidateQueries({ queryKey: ["report"] }), client.invalidateQueries({ queryKey: distinctionsQuery.queryKey })]);

/** Says that some that look alike are not the same. */
export function TellApart({ names, ids }: { names: string; ids: string[] }) {
  const { t } = useText();
  const failed = () => showToast({ text: t("merge.apart.failed"), tone: "lost" });
  const tell = async () => {
    const told = await tellApart(names, ids);
    await anew();
    const undo = async () => {
      await suspectAgain(told);
      await anew();
      showToast({ text: t("merge.apart.undone") });
    };
    showToast({ text: t("merge.apart.done"), action: { label: t("toast.undo"), run: () => void undo().catch(failed) } });
  };
  return (
    <Button aria-label={t("merge.apart.label", { names })} onClick={() => void tell().catch(failed)}>
      {t("merge.apart")}
    </Button>
  );
}

/** What was said to be different, to think better of. */
export function Apart() {
  const { t, count } = useText();
  const all = useQuery(distinctionsQuery).data ?? [];
  if (all.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="cursor-pointer text-ink-2 hover:text-ink">{count("merge.apart.list", all.length)}</summary>
      <ul className="mt-1 divide-y divide-line border-y border-line">
        {all.map((one) => (
          <li key={one.id} className="flex min-h-9 flex-wrap items-center gap-x-4 py-1">
            <span className="min-w-0 flex-1">{one.name ?? one.id}</span>
            <Button
              aria-label={t("merge.apart.back.label", { names: one.name ?? one.id })}
              onClick={() =>
                void suspectAgain(one)
                  .then(anew)
                  .catch(() => showToast({ text: t("merge.apart.failed"), tone: "lost" }))
              }
            >
              {t("merge.apart.back")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
