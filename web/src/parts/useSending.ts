import { useRef, useState } from "react";
import { idempotencyKey } from "./idempotency";
import { asProblem, type Problem } from "../wire/problem";

/**
 * What a form needs to send itself: whether it is on its way, what was wrong,
 * and one key per intention, so that a second press of the button is not a
 * second deed. A refused form may be sent again in another shape, under a new key.
 */
export function useSending() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(idempotencyKey());
  const send = async (work: (key: string) => Promise<void>): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      await work(key.current);
      key.current = idempotencyKey();
      return true;
    } catch (error) {
      const wrong = asProblem(error);
      if (!wrong.passing) key.current = idempotencyKey();
      setProblem(wrong);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, send, setProblem };
}
