// Past runs of another scheduler beside the starts of its own rules, job by job: what only the log has, and what only the rules.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import { explainDay } from "../explain.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import { lastReadings, localDates } from "../runlog/clock.ts";
import type { LoggedJob, LogPlace, RunStore } from "../runlog/store.ts";
import { type DateRange, legacyFires } from "../simulate.ts";
import { type Because, becauseOf } from "./because.ts";
import type { Cover } from "./cover.ts";
import { groupJobs, type JobGroup } from "./groups.ts";
import { type Cycle, type Kind, type Pair, pairDated, type State } from "./pair-dated.ts";
import { pairTimed } from "./pair-timed.ts";

/** cron starts up to 60 runs that it owes ten seconds apart. */
const cronLatest = 600_000;
/** What waits for nothing but its agent; longest over midnight. */
const ownLatest = 6 * 3_600_000;
/** A run may have waited so long for what AutoSys starts by date: its start is looked for as far back. */
const leadDays = 35;

export interface Verdict {
  job: string;
  date: string;
  kind: Kind;
  /** Earliest start by the rules, in milliseconds since 1970; null: of a run that they don't have. */
  at: number | null;
  /** As logged. */
  start: number | null;
  place: LogPlace | null;
  because: () => Because;
}

export interface BacktestTotals {
  /** Jobs that have starts by the rules or runs in the log, and were compared. */
  jobs: number;
  counts: Record<Kind, number>;
  /** Further tries and runs of an order that is there already. */
  again: number;
  /** Runs that began before the log. */
  begunBefore: number;
  withoutRules: { jobs: number; runs: number };
  /** Jobs of which nobody can tell when they start. */
  untold: { jobs: number; runs: number };
  strangers: { name: string; runs: number; place: LogPlace; isAmbiguous: boolean }[];
}

/** Business dates that are asked for; null: as far as the log goes. */
export interface Asked {
  from: string | null;
  to: string | null;
}

/** Dates whose fire times are needed; null: the log has neither times nor dates. */
export function backtestRange(
  { span, dates }: Cover,
  asked: Asked,
  system: LegacyEstate["system"],
): DateRange | null {
  const day = (at: number) => Math.floor(at / 86_400_000);
  const lead = system === "autosys" ? leadDays : 1;
  if (dates)
    return { from: asked.from ?? dates.first, to: asked.to ?? dateOf(dayOf(dates.last) + 1) };
  if (span.first === null || span.last === null) return null;
  return { from: dateOf(day(span.first) - lead), to: dateOf(day(span.last) + 2) };
}

/** What became of the starts and runs of each job, jobs that no log can tell apart together; then the sums. */
export function* backtest(
  estate: LegacyEstate,
  store: RunStore,
  cover: Cover,
  asked: Asked,
): Generator<Verdict[], BacktestTotals> {
  const range = backtestRange(cover, asked, estate.system);
  const { groups, strangers } = groupJobs(estate, store);
  const totals: BacktestTotals = {
    ...{ jobs: 0, again: 0, begunBefore: 0 },
    counts: { matched: 0, log: 0, rules: 0, early: 0, open: 0, collapsed: 0 },
    ...{ withoutRules: { jobs: 0, runs: 0 }, untold: { jobs: 0, runs: 0 } },
    strangers: strangers.map(({ logged, isAmbiguous }) => ({
      ...{ name: logged.name, runs: logged.starts.length, isAmbiguous },
      place: store.place(logged, 0),
    })),
  };
  if (range === null) return totals;
  for (const group of groups) {
    const apart = apartOf(group, range, estate);
    const runs = group.logged?.starts.length ?? 0;
    if (apart !== null) {
      totals[apart].jobs += group.jobs.length;
      totals[apart].runs += runs;
      continue;
    }
    const found =
      estate.system === "control-m"
        ? datedPairs(group, range, estate, store, cover, asked, totals)
        : timedPairs(group, range, estate, store, cover, asked, totals);
    if (found.length > 0) totals.jobs++;
    for (const { kind } of found) totals.counts[kind]++;
    yield found.map((pair) => verdictOf(group, pair, estate, store));
  }
  return totals;
}

/** Why a group isn't compared; null: it is. */
function apartOf(
  { jobs }: JobGroup,
  range: DateRange,
  estate: LegacyEstate,
): "withoutRules" | "untold" | null {
  for (const job of jobs)
    for (const _ of legacyFires[estate.system](job, range, estate)) return null;
  if (jobs.some((job) => explainDay[estate.system](job, range.from, estate).ordered === null))
    return "untold";
  return jobs.every((job) => job.schedule.start.kind === "none") ? "withoutRules" : null;
}

function verdictOf(
  { jobs, logged }: JobGroup,
  pair: Pair,
  estate: LegacyEstate,
  store: RunStore,
): Verdict {
  const job = jobs[pair.job] as LegacyJob;
  const { kind, date, at, run } = pair;
  const start = run === null ? Number.NaN : (logged?.starts[run] ?? Number.NaN);
  return {
    ...{ job: job.key, date, kind, at, start: Number.isNaN(start) ? null : start },
    place: logged && run !== null ? store.place(logged, run) : null,
    because: () => becauseOf(job, pair, estate, logged, store),
  };
}

const isAsked = (date: string, { from, to }: Asked): boolean =>
  (from === null || date >= from) && (to === null || date < to);

function datedPairs(
  { jobs, logged }: JobGroup,
  range: DateRange,
  estate: LegacyEstate,
  store: RunStore,
  cover: Cover,
  asked: Asked,
  totals: BacktestTotals,
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

function timedPairs(
  { jobs, logged }: JobGroup,
  range: DateRange,
  estate: LegacyEstate,
  store: RunStore,
  cover: Cover,
  asked: Asked,
  totals: BacktestTotals,
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
  const rules = { latest, arms: !isCron, waits };
  return pairTimed(due, runs, rules, dateOfRun, state).map((pair) => back(pair, apart));
}
