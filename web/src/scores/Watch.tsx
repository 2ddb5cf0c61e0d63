import { useQuery } from "@tanstack/react-query";
import { Part } from "../parts/page";
import { useText, type Text } from "../text/useText";
import { modelNewsQuery, type Calibration, type ModelNews } from "./queries";

/** Whether what has closed since came as was said, and what became of the models: learnt, let stand again, found wrong. */
export function Watch({ drift }: { drift: Calibration["drift"] }) {
  const text = useText();
  const { t, moment, whole } = text;
  const { data: news } = useQuery(modelNewsQuery);
  return (
    <Part title={t("watch.title")}>
      <p className="max-w-160 text-ink-2">{t("watch.lead")}</p>
      <p className={`num mt-2 max-w-160 border-l-2 pl-3 ${drift?.drifted ? "border-(--warn-mark)" : "border-line-strong"}`}>{drift ? driftWords(text, drift) : t("watch.nothing")}</p>
      {news && news.length > 0 && (
        <ol aria-label={t("watch.news")} className="num mt-4 max-w-200">
          {news.map((one) => (
            <li key={`${one.at} ${one.what} ${one.version}`} className="flex flex-wrap gap-x-4 border-b border-line py-1.5">
              <time dateTime={one.at} className="w-40 text-ink-2">
                {moment(one.at)}
              </time>
              <span className="min-w-0 flex-1 basis-60">
                <span className={one.what === "drifted" ? "font-medium text-warn" : "font-medium"}>{t(`watch.${one.what}`, { version: whole(one.version) })}</span> {newsWords(text, one)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}

function driftWords({ t, share, whole, moment, thousandths }: Text, d: NonNullable<Calibration["drift"]>): string {
  const figures = { n: whole(d.n), since: moment(d.since), said: share(d.said), won: share(d.won), low: share(d.off_low), high: share(d.off_high), loss: thousandths(d.log_loss), expected: thousandths(d.expected_log_loss) };
  return `${t("watch.figures", figures)} ${t(d.drifted ? "watch.off" : "watch.fits")}`;
}

/** What there is to say of one piece of news beyond its name. */
function newsWords({ t, share, whole, thousandths }: Text, { why, by_name, before, finding }: ModelNews): string {
  if (finding) {
    const say = finding.of === "level" ? share : thousandths;
    const found = t(`watch.drifted.${finding.of}`, { n: whole(finding.deals), said: share(finding.said), won: share(finding.won), low: say(finding.low), high: say(finding.high) });
    return `${found} ${t(`watch.done.${finding.done}`)}`;
  }
  if (before !== null) return t("watch.instead", { before: whole(before), name: by_name ?? t("watch.token") });
  return why ? t(`watch.why.${why}`, { name: by_name ?? t("watch.token") }) : "";
}
