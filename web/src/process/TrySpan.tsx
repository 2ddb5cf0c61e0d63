import { useState } from "react";
import { Button, fieldClass } from "../parts/controls";
import { useText } from "../text/useText";

const QUARTERS = [1, 2, 4, 8];

/** How far back something is tried, and the button that does. */
export function TrySpan({ busy, onTry }: { busy: boolean; onTry: (quarters: number) => void }) {
  const { t } = useText();
  const [quarters, setQuarters] = useState(2);
  return (
    <>
      <select aria-label={t("rules.try.span")} value={quarters} onChange={(event) => setQuarters(Number(event.target.value))} className={`${fieldClass} w-auto!`}>
        {QUARTERS.map((each) => (
          <option key={each} value={each}>
            {t("rules.try.quarters", { n: each })}
          </option>
        ))}
      </select>
      <Button tone="line" disabled={busy} onClick={() => onTry(quarters)}>
        {t("rules.try.go")}
      </Button>
    </>
  );
}
