import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { InlineEdit } from "../deal/InlineEdit";
import { Button } from "../parts/controls";
import { idempotencyKey } from "../parts/idempotency";
import { ChoiceMenu } from "../parts/menu";
import { Page, tableClass } from "../parts/page";
import { Trouble } from "../parts/trouble";
import { linesOf } from "../people/tree";
import { readAmount, writeAmount } from "../text/format";
import { useText } from "../text/useText";
import { asProblem } from "../wire/problem";
import { pipelinesQuery, sessionQuery, teamsQuery, usersQuery } from "../wire/queries";
import { ForecastBar } from "./ForecastBar";
import { quarterOf } from "./period";
import { holding, productsQuery, setTarget, targetsQuery, type Aim, type Target } from "./targets";

const UNFOLDED: ReadonlySet<string> = new Set();
const STEP = 20; // pixels that a level stands in from the one above
const ALL = "all";

/** What is aimed at in each quarter of a fiscal year: by everybody, each team, each person. */
export function Targets() {
  const { t, today } = useText();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  const { year: asked, of = ALL, product = ALL } = useSearch({ from: "/inside/forecast/targets" });
  const navigate = useNavigate();
  const targets = useQuery(targetsQuery);
  const users = useQuery(usersQuery).data ?? [];
  const teams = useQuery(teamsQuery).data ?? [];
  const products = useQuery(productsQuery).data ?? [];
  const year = asked ?? Number(quarterOf(today, session.workspace.fiscal_year_start).slice(0, 4));
  const periods = [1, 2, 3, 4].map((quarter) => `${year}-Q${quarter}`);
  const narrow = { ...(of !== ALL && { pipeline: of }), ...(product !== ALL && { product }) };
  const mayChange = session.roles.some((role) => ["admin", "leader", "manager"].includes(role));
  const change = (next: { year?: number; of?: string; product?: string }) =>
    void navigate({ to: "/forecast/targets", search: { year: next.year ?? asked, of: (next.of ?? of) === ALL ? undefined : (next.of ?? of), product: (next.product ?? product) === ALL ? undefined : (next.product ?? product) } });
  const rows: { key: string; name: string; depth: number; bold: boolean; who: Pick<Aim, "user" | "team"> }[] = [
    { key: "all", name: session.workspace.name, depth: 0, bold: true, who: {} },
    ...linesOf(teams, users.filter(({ inactive }) => !inactive), UNFOLDED).map((line) =>
      line.kind === "team"
        ? { key: line.team.id, name: line.team.name, depth: line.depth + 1, bold: true, who: { team: line.team.id } }
        : { key: line.user.id, name: line.user.name, depth: line.depth + 1, bold: false, who: { user: line.user.id } },
    ),
  ];
  return (
    <Page title={t("targets.title")} lead={t("targets.lead")} bar={<ForecastBar timeless />} wide>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button aria-label={t("targets.before")} onClick={() => change({ year: year - 1 })} className="w-7 px-0!">
          <ChevronLeft size={15} aria-hidden />
        </Button>
        <span className="num font-medium">{t("targets.year", { year })}</span>
        <Button aria-label={t("targets.after")} onClick={() => change({ year: year + 1 })} className="w-7 px-0!">
          <ChevronRight size={15} aria-hidden />
        </Button>
        <ChoiceMenu
          label={pipelines.find(({ id }) => id === of)?.name ?? t("targets.allpipelines")}
          value={of}
          choices={[{ value: ALL, label: t("targets.allpipelines") }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
          onChoose={(value) => change({ of: value })}
        />
        {products.length > 0 && (
          <ChoiceMenu
            label={products.find(({ id }) => id === product)?.name ?? t("targets.allproducts")}
            value={product}
            choices={[{ value: ALL, label: t("targets.allproducts") }, ...products.map(({ id, name }) => ({ value: id, label: name }))]}
            onChoose={(value) => change({ product: value })}
          />
        )}
      </div>
      {targets.error && <Trouble error={targets.error} className="mt-4" />}
      <div className="mt-3 overflow-x-auto" tabIndex={0} role="region" aria-label={t("targets.year", { year })}>
        <table className={`${tableClass} min-w-230 table-fixed md:min-w-240`}>
          <thead>
            <tr>
              <th scope="col" className="w-40 md:w-1/4">
                {t("targets.who")}
              </th>
              {periods.map((period) => (
                <th key={period} scope="col" className="text-right">
                  {period.slice(5)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, depth, bold, who }) => (
              <tr key={key}>
                <th scope="row" className={`truncate border-b! border-line! text-base! text-ink! ${bold ? "font-semibold!" : "font-normal!"}`} style={{ paddingLeft: depth * STEP }}>
                  {name}
                </th>
                {periods.map((period) => {
                  const aim: Aim = { ...who, ...narrow, period };
                  return (
                    <td key={period} className="text-right">
                      <Cell key={`${of} ${product} ${period}`} aim={aim} name={`${name}, ${period}`} target={holding(targets.data ?? [], aim)} currency={session.workspace.currency} readOnly={!mayChange || !targets.isSuccess} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  );
}

function Cell({ aim, name, target, currency, readOnly }: { aim: Aim; name: string; target: Target | undefined; currency: string; readOnly: boolean }) {
  const { t, lang, full } = useText();
  const save = async (typed: string) => {
    const amount = typed.trim() ? readAmount(lang, typed) : null;
    if (typed.trim() && amount === null) return t("new.badvalue", { example: writeAmount(lang, "125000000") });
    try {
      await setTarget(aim, target, amount === null ? null : { amount, currency: target?.amount.currency ?? currency }, idempotencyKey());
      return null;
    } catch (error) {
      return asProblem(error);
    }
  };
  return (
    <InlineEdit
      label={name}
      shown={target ? full(target.amount) : <span className="text-ink-2">{readOnly ? "–" : t("targets.set")}</span>}
      value={target ? writeAmount(lang, target.amount.amount) : ""}
      pointer="/amount"
      readOnly={readOnly}
      save={save}
    />
  );
}
