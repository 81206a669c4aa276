// The starts of one job, in the form that all sources have them.

import { hangsOnBox } from "#migrators/legacy/member-times.ts";
import type { LegacyEstate, LegacyJob } from "#migrators/legacy.ts";
import type { DateRange, LegacyFire } from "#migrators/simulate.ts";
import { startDate } from "./job-states.ts";
import { memberStarts } from "./member-starts.ts";
import { AutosysSimulation } from "./simulate.ts";

interface Known {
  range: string;
  simulation: AutosysSimulation;
  /** Some days more: a run of a box may have begun before them. */
  around: AutosysSimulation;
  byKey: ReadonlyMap<string, LegacyJob>;
}

/** The last one of an estate: its jobs are asked for one after the other, of one range. */
const simulations = new WeakMap<LegacyEstate, Known>();

const marginDays = 9;

/**
 * When AutoSys would start a job by its own dates, conditions left aside; ascending. A member whose times hang on its box is
 * told run by run of that; where nobody has said how, as if its times were its own.
 */
export function* autosysFires(
  job: LegacyJob,
  { from, to }: DateRange,
  estate: LegacyEstate,
): Generator<LegacyFire> {
  const { simulation, around, byKey } = knownOf(estate, from, to);
  const times = estate.memberTimes;
  const box = outermost(job, byKey);
  if (times === undefined || box === job || !hangsOnBox(job, box)) {
    for (const { date, at } of simulation.starts(job)) yield { date, at: at * 1000 };
    return;
  }
  for (const start of memberStarts(around.starts(job), around.starts(box), times)) {
    const at = start * 1000;
    const date = startDate(job, at);
    if (date >= from && date < to) yield { date, at };
  }
}

function knownOf(estate: LegacyEstate, from: string, to: string): Known {
  const range = `${from} ${to}`;
  const before = simulations.get(estate);
  if (before?.range === range) return before;
  const known = {
    range,
    simulation: new AutosysSimulation(estate, from, to),
    around: new AutosysSimulation(estate, moved(from, -marginDays), moved(to, marginDays)),
    byKey: new Map(estate.jobs.map((each) => [each.key, each])),
  };
  simulations.set(estate, known);
  return known;
}

const moved = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** Boxes in a circle are refused: it ends where it closes. */
function outermost(job: LegacyJob, byKey: ReadonlyMap<string, LegacyJob>): LegacyJob {
  const seen = new Set([job]);
  for (const one of seen) {
    const parent = byKey.get(one.parent ?? "");
    if (parent) seen.add(parent);
  }
  return [...seen].at(-1) ?? job;
}
