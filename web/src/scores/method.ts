import { isKey } from "../text/say";
import type { Text } from "../text/useText";

/** A method of the tournament in words; its name where it is newer than these words. */
export function methodWords({ t }: Text, method: string): string {
  const key = `trial.${method}`;
  return isKey(key) ? t(key) : method;
}
