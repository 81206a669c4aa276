// What a pair proves: that both sides start alike, that they don't, or nothing.

import type { ExpectedStart, LegacyStart, Pair } from "./pair.ts";

/**
 * `not-observable`: its source can't tell what is compared. `unobserved`: nobody was told anything of that time. `open`: it
 * may still come. None of these three is a match.
 */
export const verdicts = [
  "match",
  "differs",
  "only-legacy",
  "only-ours",
  "not-observable",
  "unobserved",
  "open",
] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judged extends Pair {
  verdict: Verdict;
  /** Business date that it counts for; of a run that is nobody's and has none null. */
  date: string | null;
  /** How much later the run started there than it would have here, in milliseconds; null: not known, or one side alone. */
  laterMs: number | null;
}

export interface Cover {
  /** What is known of a moment: whether a run would have been told of by now. */
  at(at: number): "told" | "untold" | "open";
  /** Whether all of a time was told. */
  whole(from: number, to: number): boolean;
}

export interface Tolerances {
  /** Between a start and a run; of what waits for others from when these were there. */
  startMs: number;
}

export const usualTolerances: Tolerances = { startMs: 60_000 };

export const judgePair = (
  pair: Pair,
  expected: ExpectedStart | undefined,
  legacy: LegacyStart | undefined,
  cover: Cover,
  { startMs }: Tolerances,
): Judged => {
  const of = (verdict: Verdict, laterMs: number | null = null): Judged => ({
    ...{ ...pair, verdict, laterMs },
    date: expected?.date ?? legacy?.date ?? null,
  });
  if (expected === undefined) return of("only-legacy");
  if (legacy === undefined) return of(missing(expected, cover));
  const { ready, waits, due } = expected;
  // When what it waits for was there nobody has seen: that it ran afterwards says nothing of the order.
  if (legacy.start === null || (waits && ready === null)) return of("not-observable");
  const laterMs = legacy.start - (ready ?? due);
  return of(Math.abs(laterMs) <= startMs ? "match" : "differs", laterMs);
};

/** Of a start without a run. One that waits for what has not come would not have started here either. */
function missing({ due, ready, waits }: ExpectedStart, cover: Cover): Verdict {
  if (waits && ready === null) return "open";
  const told = cover.at(ready ?? due);
  return told === "told" ? "only-ours" : told === "untold" ? "unobserved" : "open";
}
