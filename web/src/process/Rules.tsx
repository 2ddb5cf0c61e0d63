import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { idempotencyKey } from "../parts/idempotency";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { showToast } from "../parts/toasts";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";
import { sessionQuery } from "../wire/queries";
import { useRuleWords } from "./ruleWords";
import { draftOf, rulesQuery, saveRule, type Rule } from "./rules";

/** Who may make rules; the server decides in any case. */
export function useMayRule(): boolean {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return session.roles.includes("admin");
}

/** Every rule as a sentence, each switched on and off where it stands. */
export function Rules() {
  const { t } = useText();
  const query = useQuery(rulesQuery);
  const may = useMayRule();
  return (
    <Page
      title={t("rules.title")}
      bar={null}
      lead={t("rules.lead")}
      actions={
        may && (
          <Link to="/settings/rules/$id" params={{ id: "new" }} className="inline-flex h-7 items-center gap-1.5 rounded-ctl bg-primary px-2.5 font-medium text-on-primary hover:opacity-90 pointer-coarse:h-11">
            <Plus size={15} aria-hidden />
            {t("rules.new")}
          </Link>
        )
      }
    >
      <div className="mt-6">
        <Answered query={{ ...query, isPlaceholderData: false }}>
          {(rules) =>
            rules.length === 0 ? (
              <Empty>{t("rules.none")}</Empty>
            ) : (
              <ul className="divide-y divide-line border-y border-line">
                {rules.map((rule) => (
                  <Line key={rule.id} rule={rule} may={may} />
                ))}
              </ul>
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

function Line({ rule, may }: { rule: Rule; may: boolean }) {
  const { t } = useText();
  const { sentence } = useRuleWords();
  const toggle = async () => {
    try {
      await saveRule(rule, { ...draftOf(rule), on: !rule.on }, idempotencyKey());
    } catch (error) {
      showToast({ text: asProblem(error).code === "network" ? t("error.offline") : asProblem(error).message });
    }
  };
  return (
    <li className="flex items-center gap-3 py-2">
      <button
        type="button"
        role="switch"
        aria-checked={Boolean(rule.on)}
        aria-label={t("rules.switch", { name: rule.name })}
        disabled={!may}
        onClick={() => void toggle()}
        className={`relative h-6 w-10 shrink-0 rounded-full border transition-colors duration-120 disabled:opacity-50 ${rule.on ? "border-accent bg-accent" : "border-line-strong bg-sunken"}`}
      >
        <span aria-hidden className={`absolute top-0.75 size-4 rounded-full ${rule.on ? "right-1 bg-surface" : "left-1 bg-ink-3"}`} />
      </button>
      <Link to="/settings/rules/$id" params={{ id: rule.id }} className="min-w-0 flex-1 rounded-ctl px-1 hover:bg-hover">
        <span className="font-medium">{rule.name}</span>
        <span className="block text-sm wrap-break-word text-ink-2">{sentence(rule)}</span>
      </Link>
      <span className="text-sm text-ink-2">{t(rule.on ? "rules.on" : "rules.off")}</span>
    </li>
  );
}
