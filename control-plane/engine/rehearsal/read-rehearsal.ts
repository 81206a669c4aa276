// Reads what became of a rehearsal from its database.

import type { DeadlineCause, DeadlineKind, DeadlineState } from "#core/deadline/verdict.ts";
import { taskAt } from "#core/for-each.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { PoolKind } from "#core/pools/declaration.ts";
import type {
  DeadlineFacts,
  PoolFacts,
  PoolSpan,
  RunFacts,
  TaskFacts,
} from "#core/rehearsal/facts.ts";
import type { Db } from "#store/connect.ts";
import { type DeadlinesOfRunsRow, deadlinesOfRuns } from "#store/deadlines.sql.ts";
import {
  askedSpans,
  heldSpans,
  type PoolSpan as PoolSpanRow,
  type WaitSpan,
  waitSpans,
} from "#store/rehearsal/database.ts";
import {
  openKeys,
  type RehearsedRunsRow,
  rehearsedPools,
  rehearsedRuns,
} from "#store/rehearsal.sql.ts";
import {
  type AttemptsOfRunsRow,
  attemptsOfRuns,
  type TasksOfRunsRow,
  tasksOfRuns,
} from "#store/tasks.sql.ts";
import type { StoredGate } from "../read-waits.ts";
import type { Rehearsed } from "./rehearse.ts";

/** Runs whose rows one query reads. */
const runsAtOnce = 1_000;

export interface ReadRehearsal {
  /** Those that were due in [from, to). */
  runs: RunFacts[];
  /** Everything that was taken of them, also by runs outside. */
  pools: PoolFacts[];
}

/** @param reasonsOf why a run that has not ended is as it is */
export async function readRehearsal(
  db: Db,
  rehearsed: Rehearsed,
  window: { from: number; to: number },
  reasonsOf: (run: string) => Promise<string[]>,
): Promise<ReadRehearsal> {
  const read = rehearsed.definitions.pipeline;
  const rows = await rehearsedRuns(db, { from: new Date(window.from), to: new Date(window.to) });
  const waits = Map.groupBy(await waitSpans(db), ({ run_id }) => run_id);
  const keys = new Map((await openKeys(db)).map((row) => [row.run_id, row.keys as string[]]));
  const runs: RunFacts[] = [];
  for (let at = 0; at < rows.length; at += runsAtOnce) {
    const part = rows.slice(at, at + runsAtOnce);
    const ids = { runs: part.map(({ id }) => id) };
    const tasks = Map.groupBy(await tasksOfRuns(db, ids), ({ run_id }) => run_id);
    const earlier = Map.groupBy(await attemptsOfRuns(db, ids), ({ run_id }) => run_id);
    const deadlines = Map.groupBy(await deadlinesOfRuns(db, ids), ({ run_id }) => run_id);
    for (const row of part) {
      const pipeline = await read(row.pipeline_revision_id);
      const isOpen = row.finished_at === null;
      runs.push({
        ...runOf(row, pipeline),
        tasks: tasksOf(
          row,
          tasks.get(row.id) ?? [],
          earlier.get(row.id) ?? [],
          pipeline,
          rehearsed,
        ),
        waits: (waits.get(row.id) ?? []).map((span) => waitOf(span, pipeline)),
        deadlines: (deadlines.get(row.id) ?? []).map((one) => deadlineOf(one, pipeline)),
        keys: keys.get(row.id) ?? [],
        reasons: isOpen ? await reasonsOf(row.id) : [],
      });
    }
  }
  return { runs, pools: await readPools(db, rehearsed) };
}

const runOf = (row: RehearsedRunsRow, pipeline: Pipeline) => ({
  id: row.id,
  pipeline: row.pipeline,
  date: row.date,
  slot: row.slot,
  state: row.state,
  reason: row.reason,
  dueAt: row.due_at.getTime(),
  createdAt: row.created_at.getTime(),
  startedAt: row.started_at?.getTime() ?? null,
  finishedAt: row.finished_at?.getTime() ?? null,
  limit: pipeline.concurrency.runs,
});

const nameOf = (pipeline: Pipeline, idx: number): string =>
  taskAt(pipeline, idx)?.name ?? String(idx);

function tasksOf(
  run: RehearsedRunsRow,
  rows: readonly TasksOfRunsRow[],
  earlier: readonly AttemptsOfRunsRow[],
  pipeline: Pipeline,
  { askedFailures }: Rehearsed,
): TaskFacts[] {
  const attempts = Map.groupBy(earlier, ({ idx }) => idx);
  return rows.map((row) => {
    const name = nameOf(pipeline, row.idx);
    const before = attempts.get(row.idx) ?? [];
    const started = row.started_at?.getTime() ?? null;
    return {
      ...{
        name,
        state: row.state,
        attempts: row.attempt,
        message: row.message,
        startedAt: started,
      },
      finishedAt: row.finished_at?.getTime() ?? null,
      // After an iteration it waits by a gate.
      retries: before.flatMap(({ finished_at, state }, n) => {
        if (state !== null) return [];
        const next = before[n + 1]?.started_at?.getTime() ?? started;
        return finished_at === null ? [] : [{ from: finished_at.getTime(), until: next }];
      }),
      askedToFail: askedFailures.has(`${run.id}/${name}`),
    };
  });
}

const waitOf = ({ idx, since, until, gates }: WaitSpan, pipeline: Pipeline) => ({
  task: idx === -1 ? null : nameOf(pipeline, idx),
  from: since.getTime(),
  until: until?.getTime() ?? null,
  gates: (gates as StoredGate[]).map(({ kind, text, holds, since: at }) => ({
    ...{ kind, text, holds },
    since: Date.parse(at),
  })),
});

interface StoredChange {
  state: DeadlineState;
  at: string;
}

function deadlineOf(row: DeadlinesOfRunsRow, pipeline: Pipeline): DeadlineFacts {
  return {
    task: row.idx === -1 ? null : nameOf(pipeline, row.idx),
    kind: row.kind as DeadlineKind,
    at: row.at.getTime(),
    state: row.state as DeadlineState,
    cause: (row.cause as DeadlineCause | null)?.message ?? null,
    changes: (row.history as StoredChange[]).map(({ state, at }) => ({
      state,
      at: Date.parse(at),
    })),
  };
}

async function readPools(db: Db, { definitions }: Rehearsed): Promise<PoolFacts[]> {
  const asked = Map.groupBy(await askedSpans(db), ({ pool_id }) => pool_id);
  const had = Map.groupBy(await heldSpans(db), ({ pool_id }) => pool_id);
  const spansOf = (rows: readonly PoolSpanRow[] = []): Promise<PoolSpan[]> =>
    Promise.all(
      rows.map(async ({ run_id: run, idx, units, since, until }) => {
        const { pipelineRevision } = await definitions.run(run);
        const task = nameOf(await definitions.pipeline(pipelineRevision), idx);
        return { run, task, units, from: since.getTime(), until: until?.getTime() ?? null };
      }),
    );
  const pools: PoolFacts[] = [];
  for (const { id, name, kind, units } of await rehearsedPools(db))
    pools.push({
      ...{ name, units, kind: kind as PoolKind },
      asked: await spansOf(asked.get(id)),
      had: await spansOf(had.get(id)),
    });
  return pools;
}
