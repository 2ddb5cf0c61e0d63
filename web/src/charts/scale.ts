// Where a value stands on a drawing. Nothing here is a figure: positions only,
// so a decimal string may become a number on its way to a pixel.

export type Scale = (value: number) => number;

/** Maps a range of values onto a range of pixels, in a straight line. */
export function linear([low, high]: readonly [number, number], [from, to]: readonly [number, number]): Scale {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/**
 * Round values for three or four gridlines, zero among them: the range always
 * includes zero, because a bar or an area that does not begin there lies.
 */
export function ticks(low: number, high: number, most = 4): number[] {
  const bottom = Math.min(0, low);
  const top = Math.max(0, high);
  if (!(top > bottom)) return [0, 1];
  const step = roundStep((top - bottom) / most);
  const first = Math.floor(bottom / step + TOLERANCE);
  const last = Math.ceil(top / step - TOLERANCE);
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step, step));
}

const TOLERANCE = 1e-9;

/** The smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below the step. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= least * (1 - TOLERANCE)) ?? 10;
  return factor * power;
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number, step: number): number {
  return Number(value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(step)))));
}

/** Equal places for n things side by side: where each begins, and how wide it is. */
export function band(count: number, [from, to]: readonly [number, number], gap = 0.25): { at: Scale; middle: Scale; width: number } {
  const step = (to - from) / Math.max(1, count);
  const width = Math.max(1, step * (1 - gap));
  const at = (index: number) => from + index * step + (step - width) / 2;
  return { at, middle: (index) => at(index) + width / 2, width };
}

/** Which of n labels have room when each needs so many pixels: every k-th, and always the last. */
export function labelled(count: number, width: number, needs: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil((count * needs) / Math.max(1, width)));
  return (index) => (count - 1 - index) % every === 0;
}

/** Keeps labels apart: their wanted positions, moved down as little as it takes. */
export function apart(wanted: readonly number[], distance: number, bottom: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  for (let i = 1; i < order.length; i++) order[i]!.at = Math.max(order[i]!.at, order[i - 1]!.at + distance);
  let limit = bottom;
  for (let i = order.length - 1; i >= 0; i--) {
    order[i]!.at = Math.min(order[i]!.at, limit);
    limit = order[i]!.at - distance;
  }
  const placed: number[] = [];
  for (const { at, index } of order) placed[index] = at;
  return placed;
}
