// What a change does to the fire times of one pipeline.

import { type Fire, fires, type Timed } from "./fire.ts";
import { daysAfter, holds, type Range } from "./range.ts";

/**
 * `removed`, `added`: a slot that the other side lacks. `redated`: the same slot, for another business date. `moved`:
 * where a business date has lost as many slots as it has won, the first lost is paired with the first won, and so on.
 */
export type Difference =
  | { kind: "removed"; before: Fire; after: null }
  | { kind: "added"; before: null; after: Fire }
  | { kind: "moved" | "redated"; before: Fire; after: Fire };

export interface Counts {
  before: number;
  after: number;
}

interface OfDate {
  lost: Fire[];
  won: Fire[];
  redated: Difference[];
}

/** Every instant of a business date lies so near to its midnight in UTC; a date is looked at whole or not at all. */
const marginDays = 4;
const marginMs = marginDays * 86_400_000;

/**
 * Differences in order of dates, then of time; one of two sides is in the range if one of them is. It holds those of a
 * few dates at a time. @param before Null: there was no such pipeline. @param counts Of fire times in the range; added to.
 */
export function* differences(
  before: Timed | null,
  after: Timed | null,
  range: Range,
  counts: Counts = { before: 0, after: 0 },
): Generator<Difference> {
  const wide = { from: daysAfter(range.from, -marginDays), to: daysAfter(range.to, marginDays) };
  const open = new Map<string, OfDate>();
  // When the first of them can't change any more.
  let closes = Number.POSITIVE_INFINITY;
  const ofDate = (date: string): OfDate => {
    closes = Math.min(closes, closing(date));
    return open.getOrInsertComputed(date, () => ({ lost: [], won: [], redated: [] }));
  };
  const isIn = (fire: Fire | null) => fire !== null && holds(range, fire);
  for (const [old, young] of slotsOf(before, after, wide)) {
    if (isIn(old)) counts.before++;
    if (isIn(young)) counts.after++;
    const { at } = (old ?? young) as Fire;
    if (at >= closes) {
      yield* take(open, at, isIn);
      closes = Math.min(...[...open.keys()].map(closing));
    }
    if (old === null) ofDate((young as Fire).date).won.push(young as Fire);
    else if (young === null) ofDate(old.date).lost.push(old);
    else if (old.date !== young.date)
      ofDate(old.date).redated.push({ kind: "redated", before: old, after: young });
  }
  yield* take(open, Number.POSITIVE_INFINITY, isIn);
}

const closing = (date: string): number => Date.parse(date) + marginMs;

/** Takes out the dates that are complete at an instant. */
function* take(
  open: Map<string, OfDate>,
  at: number,
  isIn: (fire: Fire | null) => boolean,
): Generator<Difference> {
  for (const date of [...open.keys()].sort()) {
    if (closing(date) > at) return;
    yield* settled(open.get(date) as OfDate, isIn);
    open.delete(date);
  }
}

function settled(
  { lost, won, redated }: OfDate,
  isIn: (fire: Fire | null) => boolean,
): Difference[] {
  const paired = lost.length === won.length;
  const others: Difference[] = paired
    ? lost.map((before, index) => ({ kind: "moved", before, after: won[index] as Fire }))
    : [
        ...lost.map((before): Difference => ({ kind: "removed", before, after: null })),
        ...won.map((after): Difference => ({ kind: "added", before: null, after })),
      ];
  const at = ({ before, after }: Difference) => (before ?? after).at;
  return [...others, ...redated]
    .filter(({ before, after }) => isIn(before) || isIn(after))
    .sort((a, b) => at(a) - at(b));
}

/** Both sides by slot, in time order; null on the side that has none. */
function* slotsOf(
  before: Timed | null,
  after: Timed | null,
  range: Range,
): Generator<[Fire, Fire | null] | [null, Fire]> {
  const [olds, youngs] = [before, after].map((side) => (side ? fires(side, range) : none()));
  let [old, young] = [next(olds), next(youngs)];
  while (old !== null || young !== null) {
    const order = compare(old, young);
    if (order <= 0) yield [old as Fire, order === 0 ? young : null];
    else yield [null, young as Fire];
    if (order <= 0) old = next(olds);
    if (order >= 0) young = next(youngs);
  }
}

function* none(): Generator<Fire> {}

function next(fires: Generator<Fire> | undefined): Fire | null {
  const { value, done } = fires?.next() ?? { done: true };
  return done ? null : (value as Fire);
}

function compare(a: Fire | null, b: Fire | null): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  return a.at - b.at || a.ordinal - b.ordinal;
}
