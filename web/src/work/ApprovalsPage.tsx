import "./words";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useRefine } from "../frame/TopBar";
import { Empty } from "../parts/empty";
import { Page } from "../parts/page";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { useMe } from "../views/me";
import { ApprovalCard } from "./ApprovalCard";
import { approvalsQuery } from "./queries";
import { Tabs } from "./Tabs";

const TABS = ["mine", "asked", "all"] as const;

/** What waits for an answer of mine, what I have asked, and all that I may see. */
export function ApprovalsPage() {
  const { t } = useText();
  const { tab = "mine" } = useSearch({ from: "/inside/approvals" });
  const refine = useRefine();
  const { me } = useMe();
  const query = useQuery({ ...approvalsQuery(tab === "mine" ? { mine: true } : {}), placeholderData: (before) => before });
  return (
    <Page title={t("nav.approvals")} lead={t("approvals.lead")}>
      <Tabs label={t("nav.approvals")} value={tab} choices={TABS.map((value) => ({ value, label: t(`approvals.tab.${value}`) }))} onChoose={(next) => refine({ tab: next === "mine" ? undefined : next })} />
      <div className="mt-4">
        <Answered query={query}>
          {(all) => {
            const shown = all.filter(({ asker }) => tab !== "asked" || asker === me);
            if (shown.length === 0) return <Empty>{t("approvals.none")}</Empty>;
            return (
              <ul className="flex flex-col gap-3">
                {shown.map((approval) => (
                  <ApprovalCard key={`${approval.id} ${approval.version}`} approval={approval} />
                ))}
              </ul>
            );
          }}
        </Answered>
      </div>
    </Page>
  );
}
