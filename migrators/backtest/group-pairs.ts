// The starts and runs of one group of jobs, with what the logs cover of them, made ready to be paired.

import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import { lastReadings, localDates } from "../runlog/clock.ts";
import type { LoggedJob, RunStore } from "../runlog/store.ts";
import { type DateRange, legacyFires } from "../simulate.ts";
import type { Cover } from "./cover.ts";
import type { JobGroup } from "./groups.ts";
import { type Cycle, type Pair, pairDated, type State, slack } from "./pair-dated.ts";
import { pairTimed } from "./pair-timed.ts";

/** cron starts up to 60 runs that it owes ten seconds apart. */
const cronLatest = 600_000;
/** What waits for nothing but its agent; longest over midnight. */
const ownLatest = 6 * 3_600_000;
/** Business dates that are asked for; null: as far as the log goes. */
export interface Asked {
  from: string | null;
  to: string | null;
}

export interface Comparison {
  /** Dates whose fire times are looked at. */
  range: DateRange;
  estate: LegacyEstate;
  store: RunStore;
  cover: Cover;
  asked: Asked;
}

/** Runs that are no start of their own. */
export interface AsideTotals {
  /** Further tries, and runs of an order that is there already. */
  again: number;
  /** Runs that began before the log. */
  begunBefore: number;
}

const isAsked = (date: string, { from, to }: Asked): boolean =>
  (from === null || date >= from) && (to === null || date < to);

/** Of a scheduler whose logs have business dates. */
export function datedPairs(
  { jobs, logged }: JobGroup,
  { range, estate, store, cover, asked }: Comparison,
  totals: AsideTotals,
): Pair[] {
  const indices = indicesOf(logged).filter((index) =>
    isAsked(logged === null ? "" : (store.date(logged, index) ?? ""), asked),
  );
  const runs = indices.map((index) => ({
    date: (logged && store.date(logged, index)) ?? "",
    start: logged?.starts[index] ?? Number.NaN,
    times: logged?.times[index] ?? 1,
  }));
  const cycles = jobs.map(cycleOf);
  if (cycles.every((cycle) => cycle === "none"))
    for (const { times } of runs) totals.again += times - 1;
  const state = (date: string, at: number): State => {
    if (!isAsked(date, asked) || !cover.hasDate(date, logged !== null)) return "unknown";
    const { last } = cover.span;
    return last !== null && date === cover.dates?.last && at > last ? "open" : "covered";
  };
  const fires = jobs.map((job) => legacyFires[estate.system](job, range, estate));
  return pairDated(fires, cycles, runs, state).map((pair) => back(pair, indices));
}

/** A pair's run as an index of the log's. */
const back = (pair: Pair, indices: readonly number[]): Pair => ({
  ...pair,
  run: pair.run === null ? null : (indices[pair.run] ?? null),
});

const indicesOf = (logged: LoggedJob | null): number[] =>
  Array.from({ length: logged?.starts.length ?? 0 }, (_, index) => index);

function cycleOf({ schedule: { cyclic } }: LegacyJob): Cycle {
  if (cyclic === null) return "none";
  if (cyclic.kind === "times") return "counted";
  const isEndless = cyclic.base === "end" || (cyclic.kind === "interval" && cyclic.minutes === 0);
  return isEndless ? "endless" : "counted";
}

/** Of a scheduler whose logs have times alone. */
export function timedPairs(
  { jobs, logged }: JobGroup,
  { range, estate, store, cover, asked }: Comparison,
  totals: AsideTotals,
): Pair[] {
  const [first] = jobs as [LegacyJob];
  const isCron = estate.system === "cron";
  const zone = first.schedule.timezone?.value ?? "UTC";
  const dateOfRun = localDates(zone);
  const indices: number[] = [];
  for (const index of indicesOf(logged)) {
    if (logged && store.how(logged, index) === "again") totals.again++;
    else if (Number.isNaN(logged?.starts[index])) totals.begunBefore++;
    else indices.push(index);
  }
  const startOf = (index: number): number => logged?.starts[index] ?? 0;
  indices.sort((a, b) => startOf(a) - startOf(b));
  // One run that two reports have; cron may start two at once.
  const apart = isCron
    ? indices
    : indices.filter((each, at) => startOf(each) !== startOf(indices[at - 1] ?? -1));
  const lastOf = isCron ? (at: number) => at : lastReadings(zone);
  const runs = apart.map((index) => ({
    start: startOf(index),
    last: lastOf(startOf(index)),
    end: logged?.ends[index] ?? Number.NaN,
  }));
  const own = logged?.own ?? { first: null, last: null };
  const state = (at: number, date: string): State => {
    const until = isAsked(date, asked) ? cover.until(at, own) : null;
    if (until === null) return "unknown";
    if (isCron) return at > until - cronLatest ? "open" : "covered";
    // Whoever names the end says that the log is whole until there.
    return asked.to === null && date >= dateOfRun(until) ? "open" : "covered";
  };
  const due = jobs
    .flatMap((each, job) =>
      [...legacyFires[estate.system](each, range, estate)].map((fire) => ({ ...fire, job })),
    )
    .sort((a, b) => a.at - b.at);
  const waits = jobs.some(
    ({ condition, parent, resources }) => condition || parent !== null || resources.length > 0,
  );
  const latest = isCron ? cronLatest : waits ? Infinity : ownLatest;
  // What is planned is planned for when it is due.
  const rules = cover.plans
    ? { latest: slack, arms: false, waits: false }
    : { latest, arms: !isCron, waits };
  return pairTimed(due, runs, rules, dateOfRun, state).map((pair) => back(pair, apart));
}
