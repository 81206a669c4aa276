// What would have started of the pipelines that another scheduler runs, written as time passes: by what was deployed when it
// was due, so that a later change of the spec changes nothing of it. Written twice it is there once.

import type pg from "pg";
import type { Pipeline } from "#core/pipeline.ts";
import { isObserved } from "#core/waves/wave.ts";
import {
  type ExpectedStart,
  expectedStarts,
  legacyNames,
} from "#migrators/observe/expected-starts.ts";
import {
  type DeployedSinceRow,
  deployedSince,
  observedDue,
  putExpectedStarts,
  putExpectedUntil,
  putLegacyJobs,
} from "#store/legacy-runs.sql.ts";
import { transaction } from "#store/transaction.ts";

/** Pipelines of one transaction: 10,000 take 100 of them. */
const together = 100;

export interface Expecting {
  pool: pg.Pool;
  readPipeline: (revision: number) => Promise<Pipeline>;
  /** Starts that are due before it. */
  now: Date;
  /** Only what was looked at before this moment; as `now` when not given. */
  before?: Date;
  /** Id; of all when not given. */
  project?: number;
  signal?: AbortSignal;
}

/** Answers for how many pipelines it wrote something. */
export async function expectStarts({
  pool,
  readPipeline,
  now,
  before = now,
  project,
  signal,
}: Expecting): Promise<number> {
  for (let done = 0; ; ) {
    if (signal?.aborted) return done;
    const due = await observedDue(pool, { before, project: project ?? null, limit: together });
    if (due.length === 0) return done;
    const pipelines = due.map(({ id }) => id);
    const rows = await deployedSince(pool, {
      pipelines,
      instants: due.map(({ until }) => until) as Date[],
    });
    const written: Written[] = [];
    for (const { id, until } of due) {
      const spans = spansOf(
        rows.filter(({ pipeline }) => pipeline === id),
        until,
        now,
      );
      const starts: Written["starts"] = [];
      let last: Pipeline | null = null;
      for (const { revision, from, to } of spans) {
        last = await readPipeline(revision);
        // What was live in between it ran itself.
        if (!isObserved(last)) continue;
        for (const start of expectedStarts(last, from, to)) starts.push({ ...start, revision });
      }
      const newest = spans.at(-1);
      if (newest && last)
        written.push({ id, starts, last, newest, since: new Date(spans[0]?.from ?? 0) });
    }
    await transaction(pool, async (db) => {
      const all = written.flatMap(({ id, starts }) => starts.map((start) => ({ ...start, id })));
      await putExpectedStarts(db, {
        pipelines: all.map(({ id }) => id),
        tasks: all.map(({ task }) => task),
        slots: all.map(({ slot }) => slot),
        ordinals: all.map(({ ordinal }) => ordinal),
        dates: all.map(({ date }) => date),
        dues: all.map(({ at }) => new Date(at)),
        waits: all.map(({ waits }) => waits),
        revisions: all.map(({ revision }) => revision),
      });
      const names = written.flatMap(({ id, last }) =>
        legacyNames(last).map((name) => ({ ...name, id })),
      );
      await putLegacyJobs(db, {
        pipelines,
        owners: names.map(({ id }) => id),
        tasks: names.map(({ task }) => task),
        systems: names.map(({ system }) => system),
        jobs: names.map(({ job }) => job),
      });
      await putExpectedUntil(db, {
        pipelines: written.map(({ id }) => id),
        revisions: written.map(({ newest }) => newest.revision),
        sinces: written.map(({ since }) => since),
        until: now,
      });
    });
    done += written.length;
    if (written.length < due.length || due.length < together) return done;
  }
}

interface Written {
  id: number;
  starts: (ExpectedStart & { revision: number })[];
  last: Pipeline;
  newest: Span;
  since: Date;
}

interface Span {
  revision: number;
  /** Milliseconds since 1970. */
  from: number;
  to: number;
}

/** Which revision was deployed from when to when. */
function spansOf(rows: readonly DeployedSinceRow[], until: Date | null, now: Date): Span[] {
  return rows.map(({ revision, applied_at }, n) => ({
    revision,
    from: Math.max(applied_at.getTime(), until?.getTime() ?? 0),
    to: Math.min(rows[n + 1]?.applied_at.getTime() ?? now.getTime(), now.getTime()),
  }));
}
