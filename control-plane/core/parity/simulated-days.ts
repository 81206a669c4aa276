// What a simulation on record says of some pipelines, date by date: where both sides have the same times, and where not, the first
// that differs with what explains it.

import type { SimulatedDifference, SimulationRecord } from "#schemas/types.ts";

export interface SimulatedDays {
  from: string;
  /** The date after the last. */
  to: string;
  /** Jobs that were compared, and those of them without a difference that nothing explains. */
  jobs: number;
  equal: number;
  /** Times that both sides have. */
  starts: number;
  /** Dates on which something differs, ascending; on all others nothing does. */
  days: DifferingDay[];
  /** Dates of single jobs that differ besides, of which the record doesn't say which they are. */
  more: number;
}

export interface DifferingDay {
  date: string;
  /** How many jobs differ, and of how many the ledger says so. */
  jobs: number;
  told: number;
  /** One that nothing explains, if there is one; else the first. */
  first: SimulatedDifference & { job: string };
}

/** Null: nothing of these pipelines was compared. */
export function simulatedDays(
  { from, to, jobs }: SimulationRecord,
  pipelines: ReadonlySet<string>,
): SimulatedDays | null {
  const own = Object.entries(jobs).filter(([name]) => pipelines.has(name.split("/")[0] ?? ""));
  if (own.length === 0) return null;
  const days = new Map<string, DifferingDay>();
  for (const [job, { differs = [] }] of own)
    for (const one of differs) {
      const told = one.code === undefined ? 0 : 1;
      const known = days.get(one.date);
      const isFirst = known === undefined || (told === 0 && known.first.code !== undefined);
      days.set(one.date, {
        date: one.date,
        jobs: (known?.jobs ?? 0) + 1,
        told: (known?.told ?? 0) + told,
        first: isFirst ? { ...one, job } : known.first,
      });
    }
  const sum = (of: (one: (typeof own)[number][1]) => number): number =>
    own.reduce((all, [, one]) => all + of(one), 0);
  return {
    ...{ from, to, jobs: own.length },
    equal: own.filter(([, one]) => one.equal).length,
    starts: sum((one) => one.starts),
    days: [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1)),
    more: sum((one) => one.more ?? 0),
  };
}
