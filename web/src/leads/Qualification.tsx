import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import { useId, useState } from "react";
import { fieldClass } from "../parts/controls";
import { Answered } from "../reports/ReportPage";
import { useText } from "../text/useText";
import { pipelinesQuery } from "../wire/queries";
import { qualificationQuery, type Lead } from "./queries";

/** How a lead stands to what counts as an opportunity in the pipeline that one chooses. */
export function Qualification({ lead }: { lead: Lead }) {
  const { t } = useText();
  const title = useId();
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const [chosen, setChosen] = useState("");
  const pipeline = chosen || (pipelines[0]?.id ?? "");
  return (
    <section aria-labelledby={title} className="mt-8">
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h2 id={title} className="flex-1 font-semibold">
          {t("lead.qualification")}
        </h2>
        {pipelines.length > 1 && (
          <select aria-label={t("lead.qualification.in")} value={pipeline} onChange={(event) => setChosen(event.target.value)} className={`${fieldClass} w-auto! max-w-full`}>
            {pipelines.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <CriteriaOf lead={lead.id} pipeline={pipeline} />
    </section>
  );
}

/** Each thing that is asked, met or not, in words a person can act on. */
export function CriteriaOf({ lead, pipeline }: { lead: string; pipeline: string }) {
  const { t, lang, count } = useText();
  const query = useQuery({ ...qualificationQuery(lead, pipeline), enabled: pipeline !== "", placeholderData: (before) => before });
  return (
    <Answered query={query}>
      {({ criteria, lacking, qualifies }) => (
        <div>
          <p className={qualifies ? "text-won" : "text-warn"}>{criteria.length === 0 ? t("lead.nothing.asked") : qualifies ? t("lead.qualifies") : count("lead.lacks", lacking.length)}</p>
          <ul className="mt-1.5 flex flex-col gap-1.5">
            {criteria.map(({ key, met, says }, at) => (
              <li key={`${at} ${key}`} className="flex gap-2">
                {met ? <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-won" /> : <CircleDashed size={15} aria-hidden className="mt-0.5 shrink-0 text-warn" />}
                <span className="sr-only">{t(met ? "lead.met" : "lead.unmet")}: </span>
                <span className="wrap-break-word">{says[lang] || says["en"]}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Answered>
  );
}
