// Runs of the scheduler before beside the starts that would have been here: which belongs to which.

export interface ExpectedStart {
  /** Business date. */
  date: string;
  /** The earliest moment, in milliseconds since 1970. */
  due: number;
  /** It waits for others as well. */
  waits: boolean;
  /** When these were there, by what was observed; null: not by now. Of one that waits for nothing its due time. */
  ready: number | null;
}

export interface LegacyStart {
  /** Business date; null: its source has none. */
  date: string | null;
  /** Milliseconds since 1970; null: ordered, and not started. */
  start: number | null;
  /** `again`: a further try of a run; `forced`: somebody started it. */
  how: "forced" | "again" | null;
}

/** One of both, or both; indices. A further try of a run is in no pair. */
export interface Pair {
  expected: number | null;
  legacy: number | null;
}

/** A run and its start are at most so many tolerances apart where nothing else says how often a job runs. */
const tolerancesApart = 10;

/**
 * Pairs by business date and the order within it where both have one; else each start, in due order, with the nearest run
 * that is left, within half of the shortest time between starts.
 * @param expected of one job, ascending. @param legacy of the same job, ascending; `forced` ones are nobody's
 */
export function pairStarts(
  expected: readonly ExpectedStart[],
  legacy: readonly LegacyStart[],
  toleranceMs: number,
): Pair[] {
  const runs = legacy.flatMap(({ how }, index) => (how === null ? [index] : []));
  const dated = runs.filter((index) => legacy[index]?.date != null);
  const timed = runs.filter((index) => legacy[index]?.date == null);
  const partner = new Map<number, number>();
  byDate(expected, legacy, dated, partner);
  const left = [...expected.keys()].filter((index) => !partner.has(index));
  byTime(expected, legacy, left, timed, toleranceMs, partner);
  const paired = new Set(partner.values());
  const alone = legacy.flatMap(({ how }, index) =>
    paired.has(index) || how === "again" ? [] : [{ expected: null, legacy: index }],
  );
  return [
    ...[...expected.keys()].map((index) => ({
      expected: index,
      legacy: partner.get(index) ?? null,
    })),
    ...alone,
  ];
}

function byDate(
  expected: readonly ExpectedStart[],
  legacy: readonly LegacyStart[],
  runs: readonly number[],
  partner: Map<number, number>,
): void {
  const due = Map.groupBy(expected.keys(), (index) => expected[index]?.date);
  for (const [date, ran] of Map.groupBy(runs, (index) => legacy[index]?.date))
    for (const [nth, run] of ran.entries()) {
      const start = due.get(date ?? undefined)?.[nth];
      if (start !== undefined) partner.set(start, run);
    }
}

function byTime(
  expected: readonly ExpectedStart[],
  legacy: readonly LegacyStart[],
  starts: readonly number[],
  runs: readonly number[],
  toleranceMs: number,
  partner: Map<number, number>,
): void {
  const momentOf = (index: number): number => {
    const { due = 0, ready = null } = expected[index] ?? {};
    return ready ?? due;
  };
  const within =
    halfPeriod(starts.map((index) => expected[index]?.due ?? 0)) ?? toleranceMs * tolerancesApart;
  const free = runs.filter((index) => legacy[index]?.start !== null);
  let next = 0;
  for (const start of starts) {
    const at = momentOf(start);
    const far = (index: number | undefined): number =>
      index === undefined ? Infinity : Math.abs((legacy[index]?.start ?? Infinity) - at);
    while (next < free.length && (legacy[free[next] as number]?.start ?? 0) < at - within) next++;
    let best = next;
    while (best + 1 < free.length && far(free[best + 1]) < far(free[best])) best++;
    if (far(free[best]) > within) continue;
    partner.set(start, free[best] as number);
    next = best + 1;
  }
}

/** Null: nobody knows how often it runs. */
function halfPeriod(dues: readonly number[]): number | null {
  let shortest = Infinity;
  for (let index = 1; index < dues.length; index++)
    shortest = Math.min(shortest, (dues[index] as number) - (dues[index - 1] as number));
  return shortest > 0 && shortest < Infinity ? shortest / 2 : null;
}
