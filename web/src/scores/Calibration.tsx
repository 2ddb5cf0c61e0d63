import "./words";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Chart } from "../charts/Chart";
import { Reliability } from "../charts/Reliability";
import { ForecastBar } from "../forecast/ForecastBar";
import { useRefine } from "../frame/TopBar";
import { Empty } from "../parts/empty";
import { ChoiceMenu } from "../parts/menu";
import { Page, Part } from "../parts/page";
import { RowHead, Sheet } from "../parts/sheet";
import { Trouble } from "../parts/trouble";
import { Stats } from "../reports/Stats";
import { useText, type Text } from "../text/useText";
import { pipelinesQuery } from "../wire/queries";
import { methodWords } from "./method";
import { Behind } from "./Behind";
import { Models } from "./Models";
import { Watch } from "./Watch";
import { calibrationQuery, learning, trainingQuery, type Calibration as Answer, type Group, type Quality } from "./queries";

const ALL = "all";
const STANDING = { nothing_closed: "calibration.nothingclosed", thin: "calibration.thin", not_learnt: "calibration.notlearnt", no_signal: "calibration.nosignal" } as const;
const MEASURES = ["auc", "brier", "logloss", "ece"] as const;
const measured = { auc: ({ auc }: Quality) => auc, brier: ({ brier }: Quality) => brier, logloss: ({ log_loss }: Quality) => log_loss, ece: ({ ece }: Quality) => ece };

/** How often chances were right, beside the history of stages; which methods were tried; which models there are. */
export function Calibration() {
  const { t, whole } = useText();
  const { pipeline } = useSearch({ strict: false });
  const query = useQuery(calibrationQuery(pipeline === ALL ? undefined : pipeline));
  const said = query.data;
  const [group, setGroup] = useState<Group>();
  return (
    <Page
      title={t("calibration.title")}
      lead={t("calibration.lead")}
      wide
      bar={
        <ForecastBar timeless>
          <PipelineMenu />
        </ForecastBar>
      }
    >
      {query.isPending && (
        <p role="status" className="mt-4 text-ink-2">
          {t("calibration.working")}
        </p>
      )}
      {query.error && <Trouble error={query.error} className="mt-4" />}
      {said && (
        <div className={query.isPlaceholderData ? "opacity-60" : ""}>
          <Standing state={said.state} />
          {said.model && said.stage_baseline ? (
            <>
              <Measures model={said.model} stage={said.stage_baseline} />
              <p className="num mt-2 text-sm text-ink-2">{t("calibration.judged", { n: whole(said.n), closed: whole(said.closed), won: whole(said.won) })}</p>
              <Charts model={said.model} stage={said.stage_baseline} onPick={setGroup} />
              {group && <Behind group={group} bins={(group.by === "model" ? said.model : said.stage_baseline).bins} pipeline={pipeline === ALL ? undefined : pipeline} />}
              <Compared said={said} />
            </>
          ) : (
            said.version > 0 && !said.thin && <Empty className="mt-4">{t("calibration.none")}</Empty>
          )}
          {said.one_factor && <Factors said={said.one_factor} />}
          <Trial said={said} />
          <Layers layers={said.layers} />
          <People said={said} />
        </div>
      )}
      <Models />
      {said && <Watch drift={said.drift} />}
    </Page>
  );
}

/** Why no model speaks, or that one is on its way. */
function Standing({ state }: { state: Answer["state"] }) {
  const { t, whole } = useText();
  const { data: training } = useQuery(trainingQuery);
  if (state === "learnt") return null;
  return (
    <p role="status" className="mt-4 max-w-160 border-l-2 border-(--warn-mark) pl-3">
      {state === "not_learnt" && training && learning(training) ? t("calibration.learning", { done: whole(training.done), of: whole(training.of) }) : t(STANDING[state])}
    </p>
  );
}

function PipelineMenu() {
  const { t } = useText();
  const refine = useRefine();
  const { pipeline } = useSearch({ strict: false });
  const { data: pipelines } = useSuspenseQuery(pipelinesQuery);
  if (pipelines.length < 2) return null;
  return (
    <div className="ml-2 flex items-center border-l border-line pl-2">
      <ChoiceMenu
        icon={<ChevronDown size={15} aria-hidden className="order-last text-ink-3" />}
        label={pipelines.find(({ id }) => id === pipeline)?.name ?? t("targets.allpipelines")}
        value={pipeline ?? ALL}
        choices={[{ value: ALL, label: t("targets.allpipelines") }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
        onChoose={(value) => refine({ pipeline: value === ALL ? undefined : value })}
      />
    </div>
  );
}

function Measures({ model, stage }: { model: Quality; stage: Quality }) {
  const { t, thousandths } = useText();
  return (
    <div className="mt-5">
      <Stats
        stats={MEASURES.map((key) => ({
          key,
          label: t(`calibration.${key}`),
          text: thousandths(measured[key](model)),
          full: t(`calibration.${key}.tip`),
          note: t("calibration.against", { stage: thousandths(measured[key](stage)) }),
        }))}
      />
    </div>
  );
}

function Charts({ model, stage, onPick }: { model: Quality; stage: Quality; onPick: (group: Group) => void }) {
  const text = useText();
  const { t, share } = text;
  const names = { said: t("calibration.said"), came: t("calibration.came"), perfect: t("calibration.perfect") };
  return (
    <div className="mt-8 grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-x-10 gap-y-8 max-xl:grid-cols-1">
      {(["bins", "bins_by_value"] as const).map((which) => {
        const title = t(which === "bins" ? "calibration.bycount" : "calibration.byvalue");
        const series = [
          { key: "model", name: t("calibration.model"), bins: model[which] },
          { key: "stage", name: t("calibration.stage"), bins: stage[which] },
        ];
        return (
          <Chart
            key={which}
            title={title}
            note={t(which === "bins" ? "calibration.bycount.note" : "calibration.byvalue.note")}
            twin={{
              head: [t("calibration.group"), t("calibration.said"), t("calibration.came"), t("forecast.deals")],
              rows: series.flatMap(({ key, name, bins }) =>
                bins.map(({ low, high, said, won, n }, index) => ({ key: `${key} ${index}`, cells: [`${name}, ${share(low)}–${share(high)}`, share(said), share(won), text.whole(n)] })),
              ),
            }}
          >
            <Reliability onPick={(by, bin) => onPick({ by: by === "stage" ? "stage" : "model", bin })} title={title} percent={text.percent} names={names} series={series.map(({ bins, ...rest }) => ({ ...rest, bins: bins.map((bin) => ({ said: bin.said, came: bin.won, label: binWords(text, bin) })) }))} />
          </Chart>
        );
      })}
    </div>
  );
}

function binWords({ t, share, whole }: Text, { low, high, said, won, n }: Quality["bins"][number]): string {
  return t("calibration.bin", { low: share(low), high: share(high), said: share(said), won: share(won), n: whole(n) });
}

function Compared({ said }: { said: Answer }) {
  const { t, thousandths } = useText();
  const rows = [
    { key: "model", name: t("calibration.model"), quality: said.model },
    { key: "stage", name: t("calibration.stage"), quality: said.stage_baseline },
    { key: "base", name: t("calibration.base"), quality: said.base_rate },
  ];
  return (
    <Part title={t("calibration.compare")}>
      <Sheet label={t("calibration.compare")} head={[t("calibration.how"), ...MEASURES.map((key) => t(`calibration.${key}`))]}>
        {rows.map(
          ({ key, name, quality }) =>
            quality && (
              <tr key={key}>
                <RowHead strong={key === "model"}>{name}</RowHead>
                {MEASURES.map((measure, index) => (
                  <td key={measure} className={`text-right ${index + 1 === MEASURES.length ? "pr-0!" : ""}`}>
                    {thousandths(measured[measure](quality))}
                  </td>
                ))}
              </tr>
            ),
        )}
      </Sheet>
    </Part>
  );
}

/** Whether one fact says more than the stage, where too little has closed for a model. */
function Factors({ said: { chosen, learnt, n, stage_log_loss, tried } }: { said: NonNullable<Answer["one_factor"]> }) {
  const { t, thousandths, whole } = useText();
  const lines = [{ factor: "stage" as const, log_loss: stage_log_loss, better: null, standard_error: null }, ...tried];
  return (
    <Part title={t("factor.title")}>
      <p className="num mb-2 max-w-160 text-ink-2">{tried.length > 0 ? t("factor.lead", { learnt: whole(learnt), n: whole(n) }) : t(n > 0 ? "factor.alike" : "factor.few")}</p>
      {tried.length > 0 && (
        <Sheet label={t("factor.title")} head={[t("factor.fact"), t("calibration.logloss"), t("factor.better"), t("trial.error")]}>
          {lines.map(({ factor, log_loss, better, standard_error }) => (
            <tr key={factor}>
              <RowHead strong={factor === (chosen ?? "stage")}>
                {t(`factor.${factor}`)}
                {factor === (chosen ?? "stage") && <span className="ml-2 text-sm font-normal text-won">{t("trial.stands")}</span>}
              </RowHead>
              <td className="text-right">{thousandths(log_loss)}</td>
              <td className="text-right">{better === null ? "" : thousandths(better)}</td>
              <td className="pr-0! text-right">{standard_error === null ? "" : thousandths(standard_error)}</td>
            </tr>
          ))}
        </Sheet>
      )}
    </Part>
  );
}

function Trial({ said: { trial, champion } }: { said: Answer }) {
  const text = useText();
  const { t, thousandths } = text;
  if (trial.length === 0) return null;
  return (
    <Part title={t("trial.title")}>
      <p className="mb-2 max-w-160 text-ink-2">{t("trial.lead")}</p>
      <Sheet label={t("trial.title")} head={[t("trial.method"), t("calibration.logloss"), t("trial.behind"), t("trial.error")]}>
        {trial.map(({ method, log_loss, behind, standard_error }) => (
          <tr key={method}>
            <RowHead strong={method === champion}>
              {methodWords(text, method)}
              {method === champion && <span className="ml-2 text-sm font-normal text-won">{t("trial.stands")}</span>}
            </RowHead>
            <td className="text-right">{thousandths(log_loss)}</td>
            <td className="text-right">{thousandths(behind)}</td>
            <td className="pr-0! text-right">{thousandths(standard_error)}</td>
          </tr>
        ))}
      </Sheet>
    </Part>
  );
}

/** The curves that were tried over all that the model says, which stand, and why the others do not. */
function Layers({ layers }: { layers: Answer["layers"] }) {
  const { t, thousandths, whole } = useText();
  if (layers.length === 0) return null;
  return (
    <Part title={t("layer.title")}>
      <p className="mb-2 max-w-160 text-ink-2">{t("layer.lead")}</p>
      <Sheet label={t("layer.title")} head={[t("layer.curve"), t("layer.deals"), t("layer.judged"), t("layer.without"), t("layer.with"), t("trial.error")]}>
        {layers.map(({ kind, outcome, deals, n, log_loss_without, log_loss, standard_error }) => (
          <tr key={kind}>
            <RowHead strong={outcome === "stands"}>
              {t(`layer.${kind}`)}
              <span className={`ml-2 text-sm font-normal ${outcome === "stands" ? "text-won" : "text-ink-2"}`}>{t(`layer.${outcome}`)}</span>
            </RowHead>
            <td className="text-right">{whole(deals)}</td>
            <td className="text-right">{n > 0 ? whole(n) : "–"}</td>
            <td className="text-right">{n > 0 ? thousandths(log_loss_without) : "–"}</td>
            <td className="text-right">{n > 0 ? thousandths(log_loss) : "–"}</td>
            <td className="pr-0! text-right">{n > 0 ? thousandths(standard_error) : "–"}</td>
          </tr>
        ))}
      </Sheet>
    </Part>
  );
}

/** What people said by hand against what was worked out at the same moments. */
function People({ said: { overrides } }: { said: Answer }) {
  const { t, thousandths, share, whole } = useText();
  return (
    <Part title={t("overrides.title")}>
      <p className="mb-2 max-w-160 text-ink-2">{t(overrides.length > 0 ? "overrides.lead" : "overrides.none")}</p>
      {overrides.length > 0 && (
        <Sheet label={t("overrides.title")} head={[t("targets.who"), t("overrides.deals"), t("overrides.theirs"), t("overrides.worked"), t("overrides.bias")]}>
          {overrides.map(({ user, user_name, n, brier, worked_brier, bias }) => (
            <tr key={user ?? ""}>
              <RowHead strong={user === null}>{user === null ? t("overrides.everybody") : (user_name ?? user)}</RowHead>
              <td className="text-right">{whole(n)}</td>
              <td className={`text-right ${brier < worked_brier ? "text-won" : ""}`}>{thousandths(brier)}</td>
              <td className={`text-right ${worked_brier < brier ? "text-won" : ""}`}>{thousandths(worked_brier)}</td>
              <td className="pr-0! text-right">{share(bias)}</td>
            </tr>
          ))}
        </Sheet>
      )}
    </Part>
  );
}
