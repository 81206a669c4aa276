// How pools were used, and who got in whose way.

import type { RehearsedConflict, RehearsedPool } from "#schemas/types.ts";
import type { PoolFacts, PoolSpan, RehearsalFacts, RunFacts } from "./facts.ts";
import { instantText } from "./instant-text.ts";

/** Of each pool that somebody had or waited for. */
export function poolUse({ pools, endedAt }: RehearsalFacts): RehearsedPool[] {
  return pools
    .filter(({ asked, had }) => asked.length + had.length > 0)
    .map((pool) => {
      const waits = waited(pool.asked, endedAt);
      const peak = pool.kind === "rate" ? null : peakOf(pool);
      return {
        kind: "pool",
        pool: pool.name,
        of: pool.kind,
        units: pool.kind === "lock" ? 1 : pool.units,
        peak: peak?.units ?? null,
        peakAt: peak && instantText(peak.at),
        waits: waits.length,
        waitedMs: waits.reduce((sum, { ms }) => sum + ms, 0),
        longestMs: waits.reduce((most, { ms }) => Math.max(most, ms), 0),
      };
    });
}

const waited = (spans: readonly PoolSpan[], endedAt: number): (PoolSpan & { ms: number })[] =>
  spans
    .map((span) => ({ ...span, ms: (span.until ?? endedAt) - span.from }))
    .filter(({ ms }) => ms > 0);

/** Of a lock its holders are counted: all of it is a unit that nobody knows of. */
function peakOf({ kind, had }: PoolFacts): { units: number; at: number } | null {
  const changes = had.flatMap((span) => {
    const units = kind === "lock" ? 1 : span.units;
    const end = span.until === null ? [] : [{ at: span.until, units: -units }];
    return [{ at: span.from, units }, ...end];
  });
  // What is returned at an instant can be taken at it.
  changes.sort((a, b) => a.at - b.at || a.units - b.units);
  let taken = 0;
  let peak: { units: number; at: number } | null = null;
  for (const { at, units } of changes) {
    taken += units;
    if (taken > (peak?.units ?? 0)) peak = { units: taken, at };
  }
  return peak;
}

/** How the engine says that a run did not happen because of another of its pipeline. */
const displaced = new Set([
  "the limit of runs at a time was reached",
  "a newer run took its place",
]);

/** Who waited for a lock while another held it, and runs that were left out because of others; by time. */
export function conflicts(facts: RehearsalFacts): RehearsedConflict[] {
  const runs = new Map(facts.runs.map((run) => [run.id, run]));
  const locks = facts.pools.filter(({ kind }) => kind === "lock");
  const waits = locks.flatMap((lock) =>
    waited(lock.asked, facts.endedAt).flatMap((span): RehearsedConflict[] => {
      const run = runs.get(span.run);
      if (run === undefined) return [];
      return [
        {
          ...{
            kind: "conflict",
            of: lock.name,
            run: run.id,
            subject: `${run.pipeline}/${span.task}`,
          },
          ...{ with: holderOf(lock, span, runs), at: instantText(span.from), waitedMs: span.ms },
        },
      ];
    }),
  );
  const left = facts.runs
    .filter(({ reason }) => reason !== null && displaced.has(reason))
    .map(
      (run): RehearsedConflict => ({
        ...{ kind: "conflict", of: null, run: run.id, subject: run.pipeline, with: run.pipeline },
        ...{ at: instantText(run.finishedAt ?? run.dueAt), waitedMs: null },
      }),
    );
  return [...waits, ...left].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

/** The last that held the lock while it was waited for. */
function holderOf(
  { had }: PoolFacts,
  { from, until, run, task }: PoolSpan,
  runs: ReadonlyMap<string, RunFacts>,
): string | null {
  const others = had
    .filter((one) => one.from <= (until ?? one.from) && (one.until ?? from) >= from)
    .filter((one) => one.run !== run || one.task !== task);
  const last = others.at(-1);
  if (last === undefined) return null;
  const pipeline = runs.get(last.run)?.pipeline ?? `run ${last.run}`;
  return `${pipeline}/${last.task}`;
}
