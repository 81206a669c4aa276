// Past runs of another scheduler beside the starts of its own rules, job by job: what only the log has, and what only the rules.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import { explainDay } from "../explain.ts";
import type { LegacyEstate, LegacyJob } from "../legacy.ts";
import type { LogPlace, RunStore } from "../runlog/store.ts";
import { type DateRange, legacyFires } from "../simulate.ts";
import { type Because, becauseOf } from "./because.ts";
import type { Cover } from "./cover.ts";
import { type AsideTotals, type Asked, datedPairs, timedPairs } from "./group-pairs.ts";
import { groupJobs, type JobGroup } from "./groups.ts";
import type { Kind, Pair } from "./pair-dated.ts";

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

export interface BacktestTotals extends AsideTotals {
  /** Jobs that have starts by the rules or runs in the log, and were compared. */
  jobs: number;
  counts: Record<Kind, number>;
  withoutRules: { jobs: number; runs: number };
  /** Jobs of which nobody can tell when they start. */
  untold: { jobs: number; runs: number };
  strangers: { name: string; runs: number; place: LogPlace; isAmbiguous: boolean }[];
}

/** Dates whose fire times are needed; null: the log has neither times nor dates. */
export function backtestRange(
  { span, dates }: Cover,
  asked: Asked,
  system: LegacyEstate["system"],
): DateRange | null {
  const { from, to } = asked;
  if (dates) return { from: from ?? dates.first, to: to ?? dateOf(dayOf(dates.last) + 1) };
  if (span.first === null || span.last === null) return null;
  const day = (at: number) => Math.floor(at / 86_400_000);
  const lead = system === "autosys" ? leadDays : 1;
  // A date of a zone begins and ends up to a day apart from that of UTC.
  const first = Math.max(day(span.first), from === null ? -Infinity : dayOf(from) - 1);
  const last = Math.min(day(span.last), to === null ? Infinity : dayOf(to));
  return { from: dateOf(first - lead), to: dateOf(last + 2) };
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
  const comparison = { range, estate, store, cover, asked };
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
        ? datedPairs(group, comparison, totals)
        : timedPairs(group, comparison, totals);
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
  const hasRules = jobs.some(
    ({ schedule: { start } }) => start.kind !== "none" && start.kind !== "boot",
  );
  return hasRules ? null : "withoutRules";
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
