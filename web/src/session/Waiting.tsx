import { useEffect, useState } from "react";
import { useText } from "../text/useText";
import type { Problem } from "../wire/problem";

/** Seconds until the server listens again after too many wrong tries; 0 when it does. */
export function useWait(problem: Problem | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = problem?.retryAfter ?? 0;
    setLeft(wait);
    if (wait <= 0) return;
    const until = performance.now() + wait * 1000;
    const clock = setInterval(() => {
      const rest = Math.max(0, Math.ceil((until - performance.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(clock);
    }, 500);
    return () => clearInterval(clock);
  }, [problem]);
  return left;
}

/** What went wrong at the door; where one has to wait, how long still, and when that is over. */
export function DoorProblem({ problem, wait }: { problem: Problem | null; wait: number }) {
  const { t, whole } = useText();
  if (!problem) return null;
  const words = problem.code === "network" ? t("error.offline") : problem.message;
  if (!problem.retryAfter) {
    return (
      <p role="alert" className="text-lost">
        {words}
      </p>
    );
  }
  return (
    <div className={wait > 0 ? "text-lost" : "text-ink-2"}>
      {/* The seconds run for the eye; a voice that counts them would never be silent. */}
      <p role="alert" className="sr-only">
        {wait > 0 ? words : t("signin.again")}
      </p>
      <p aria-hidden className="num">
        {wait > 0 ? t("signin.wait", { time: wait >= 120 ? `${whole(Math.ceil(wait / 60))} min` : `${whole(wait)} s` }) : t("signin.again")}
      </p>
    </div>
  );
}
