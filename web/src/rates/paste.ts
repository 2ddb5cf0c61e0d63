/** A rate as the API takes it. */
export type Line = { at: number; day: string; from: string; to: string; rate: string };

/** What was pasted, read; and the lines, counted from 1, that are no rates. A line without a digit is a heading. */
export function readRates(text: string): { lines: Line[]; wrong: { at: number; text: string }[] } {
  const lines: Line[] = [];
  const wrong: { at: number; text: string }[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const at = index + 1;
    if (!/\d/.test(raw)) continue;
    const [day = "", from = "", to = "", rate = "", ...rest] = raw.trim().split(/\s*[\t;,]\s*|\s+/).map((cell) => cell.replace(/^"(.*)"$/, "$1"));
    // A comma in a rate means thousands to one reader and decimals to another: nobody guesses at money.
    const sound = /^\d{4}-\d{2}-\d{2}$/.test(day) && /^[a-z]{3}$/i.test(from) && /^[a-z]{3}$/i.test(to) && /^\d+(\.\d+)?$/.test(rate) && rest.every((cell) => cell === "");
    if (sound) lines.push({ at, day, from: from.toUpperCase(), to: to.toUpperCase(), rate });
    else wrong.push({ at, text: raw.trim() });
  }
  return { lines, wrong };
}
