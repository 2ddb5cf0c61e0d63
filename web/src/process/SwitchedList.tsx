import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { showToast } from "../parts/toasts";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";

type Named = { id: string; name: string };
type Props<T extends Named> = {
  title: string;
  lead: string;
  /** What the link to a new one says, and what is said where there is none. */
  fresh: string;
  none: string;
  to: "/settings/rules/$id" | "/settings/policies/$id" | "/settings/playbooks/$id" | "/settings/qualifications/$id";
  query: { data: T[] | undefined; error: unknown; isError: boolean };
  may: boolean;
  isOn: (one: T) => boolean;
  says: (one: T) => string;
  onSwitch: (one: T, on: boolean) => Promise<unknown>;
  /** What else can be done here, by who may. */
  besides?: ReactNode;
};

/** Definitions that act while they are on: each says what it does, and is switched on and off where it stands. */
export function SwitchedList<T extends Named>({ title, lead, fresh, none, to, query, may, isOn, says, onSwitch, besides }: Props<T>) {
  const { t } = useText();
  const toggle = async (one: T) => {
    try {
      await onSwitch(one, !isOn(one));
    } catch (error) {
      showToast({ text: asProblem(error).code === "network" ? t("error.offline") : asProblem(error).message });
    }
  };
  return (
    <Page
      title={title}
      bar={null}
      lead={lead}
      actions={
        may && (
          <div className="flex flex-wrap gap-2">
            {besides}
            <Link to={to} params={{ id: "new" }} className="inline-flex h-7 items-center gap-1.5 rounded-ctl bg-primary px-2.5 font-medium text-on-primary hover:opacity-90 pointer-coarse:h-11">
              <Plus size={15} aria-hidden />
              {fresh}
            </Link>
          </div>
        )
      }
    >
      <div className="mt-6">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(all) =>
            all.length === 0 ? (
              <Empty>{none}</Empty>
            ) : (
              <ul className="divide-y divide-line border-y border-line">
                {all.map((one) => {
                  const on = isOn(one);
                  return (
                    <li key={one.id} className="flex items-center gap-3 py-2">
                      <button
                        type="button"
                        role="switch"
                        aria-checked={on}
                        aria-label={t("rules.switch", { name: one.name })}
                        disabled={!may}
                        onClick={() => void toggle(one)}
                        className={`relative h-6 w-10 shrink-0 rounded-full border transition-colors duration-120 disabled:opacity-50 ${on ? "border-accent bg-accent" : "border-line-strong bg-sunken"}`}
                      >
                        <span aria-hidden className={`absolute top-0.75 size-4 rounded-full ${on ? "right-1 bg-surface" : "left-1 bg-ink-3"}`} />
                      </button>
                      <Link to={to} params={{ id: one.id }} className="min-w-0 flex-1 rounded-ctl px-1 hover:bg-hover">
                        <span className="font-medium">{one.name}</span>
                        <span className="block text-sm wrap-break-word text-ink-2">{says(one)}</span>
                      </Link>
                      <span className="text-sm text-ink-2">{t(on ? "rules.on" : "rules.off")}</span>
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Answered>
      </div>
    </Page>
  );
}
