// Where an instant is drawn: evenly, but for one gap in which nothing happened and which is longer than all the rest, so that a
// late retry squeezes nothing.

export interface Scale {
  /** In percent of the width. */
  x(instant: number): number;
  /** Instants at which a line is drawn. */
  ticks: readonly number[];
  /** Between these the axis is cut; null: it isn't. */
  broken: { from: number; to: number } | null;
}

const steps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
].map((seconds) => seconds * 1_000);
/** What is left of a gap, as a part of the whole. */
const leftOfGap = 0.04;
const mostLines = 10;

/** @param spans of what happened, in ms, in any order */
export function scaleOf(spans: readonly { from: number; to: number }[], until: number): Scale {
  const start = Math.min(...spans.map(({ from }) => from), until);
  const end = Math.max(...spans.map(({ to }) => to), until, start + 1);
  const gap = longestGap(spans);
  const broken = gap !== null && gap.to - gap.from > end - start - (gap.to - gap.from) ? gap : null;
  const whole =
    broken === null ? end - start : (end - start - (broken.to - broken.from)) / (1 - leftOfGap);
  const x = (instant: number): number => {
    if (broken === null || instant <= broken.from) return (100 * (instant - start)) / whole;
    const before = (100 * (broken.from - start)) / whole;
    const inGap = Math.min(1, (instant - broken.from) / (broken.to - broken.from));
    const after = Math.max(0, instant - broken.to);
    return before + 100 * leftOfGap * inGap + (100 * after) / whole;
  };
  const step =
    steps.find((one) => whole / one <= mostLines) ?? 86_400_000 * Math.ceil(whole / 864e6);
  const first = Math.ceil(start / step) * step;
  const ticks: number[] = [];
  for (let tick = first; tick <= end && ticks.length < 400; tick += step)
    if (broken === null || tick <= broken.from || tick >= broken.to) ticks.push(tick);
  return { x, ticks, broken };
}

function longestGap(
  spans: readonly { from: number; to: number }[],
): { from: number; to: number } | null {
  let longest: { from: number; to: number } | null = null;
  let reached = Number.NaN;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from > reached && (longest === null || from - reached > longest.to - longest.from))
      longest = { from: reached, to: from };
    reached = Number.isNaN(reached) ? to : Math.max(reached, to);
  }
  return longest;
}
