// How far rows were read: the watermark, and where it stood some time ago, from where late rows are looked for.

import type { Position } from "../source.ts";

/** When the watermark came to stand there. */
type Mark = readonly [atMs: number, watermark: string];

export interface Place {
  /** The oldest first, the last one is where it stands; none: at the beginning. */
  marks: readonly Mark[];
}

/** More would say nothing: they are as far apart as a part of the overlap. */
const mostMarks = 50;

export const placeOf = (position: Position | null): Place => ({
  marks: (position?.marks as Mark[] | undefined) ?? [],
});

export const positionOf = ({ marks }: Place): Position => ({ marks });

/** What rows must be beyond: the newest watermark that stood so long ago. */
export function lowest({ marks }: Place, start: string, overlapMs: number, now: number): string {
  const old = marks.findLast(([at]) => at <= now - overlapMs);
  return old?.[1] ?? (overlapMs === 0 ? (marks.at(-1)?.[1] ?? start) : start);
}

/** Stands at a watermark now; marks that nothing will be looked for from are forgotten. */
export function advanced(
  { marks }: Place,
  watermark: string,
  overlapMs: number,
  now: number,
): Place {
  if (overlapMs === 0) return { marks: [[now, watermark]] };
  const from = Math.max(
    marks.findLastIndex(([at]) => at <= now - overlapMs),
    0,
  );
  const kept = marks.slice(from);
  const before = kept.at(-2);
  // The last one only moves on until it is far enough from the one before.
  if (before !== undefined && now - before[0] < overlapMs / mostMarks) kept.pop();
  return { marks: [...kept, [now, watermark]] };
}
