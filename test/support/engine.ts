// The engine's moves on real SQL, one call each, for tests of its state machine.

import type pg from "pg";
import type { MarkState, RerunScope } from "#core/rerun.ts";
import type { FinalState, TaskState } from "#core/run.ts";
import type { CompletionDetail } from "#engine/claims.ts";
import type { Claim } from "#engine/held.ts";
import { type Marked, mark } from "#engine/mark.ts";
import { type Rerun, rerunRun } from "#engine/rerun.ts";
import type { Db } from "#store/connect.ts";
import { completeTasks, retryTask, startTasks } from "#store/tasks.sql.ts";
import { transaction } from "#store/transaction.ts";
import { createRuns } from "#store/triggers.sql.ts";
import { nextWorkerId, registerWorker } from "#store/workers.sql.ts";

/** A due time of a day in 2026, as a slot's instant. */
export const day = (number: number): Date => new Date(Date.UTC(2026, 0, number, 6));

/** A run for a slot; undefined when the slot had one. */
export async function createRun(
  db: Db,
  pipeline: number,
  at = day(1),
  options: { slot?: string; reason?: string } = {},
): Promise<string | undefined> {
  const [row] = await createRuns(db, {
    pipelines: [pipeline],
    slots: [options.slot ?? `t:${at.toISOString()}#0`],
    dates: [at.toISOString().slice(0, 10)],
    dues: [at],
    reasons: [options.reason ?? null] as string[],
    kind: "schedule",
    params: {},
    actor: null,
    parentTrace: null,
  });
  return row?.run_id;
}

/** The same, where the slot is known to be free. */
export async function newRun(db: Db, pipeline: number, at = day(1)): Promise<string> {
  const run = await createRun(db, pipeline, at);
  if (run === undefined) throw new Error(`the slot of ${at.toISOString()} is taken`);
  return run;
}

/** A registered worker without a process; its lock is free unless a test takes it. */
export async function newWorker(db: Db): Promise<number> {
  const row = await nextWorkerId(db);
  if (!row) throw new Error("no worker id");
  await registerWorker(db, {
    ...row,
    poolId: `pool-${row.id}`,
    name: "test",
    pid: 1,
    slots: 1,
    labels: [],
  });
  return row.id;
}

/** The attempt that was won, or null. */
export async function start(
  db: Db,
  worker: number,
  run: string,
  idx: number,
): Promise<Claim | null> {
  const [row] = await startTasks(db, { runs: [run], idxs: [idx], worker });
  return row ? { run, idx, attempt: row.attempt } : null;
}

export interface FinishOptions {
  detail?: Partial<CompletionDetail>;
  inline?: boolean;
}

/** Completes one attempt; answers what was claimed inline. */
export async function finish(
  db: Db,
  worker: number,
  claim: Claim,
  state: FinalState = "succeeded",
  { detail, inline = false }: FinishOptions = {},
): Promise<Claim[]> {
  const rows = await completeTasks(db, {
    runs: [claim.run],
    idxs: [claim.idx],
    attempts: [claim.attempt],
    states: [state],
    details: [detail ?? null],
    worker,
    inline,
  });
  return rows.map((row) => ({ run: row.run_id, idx: row.idx, attempt: row.attempt }));
}

/** Claims and completes; the task must be ready. */
export async function perform(
  db: Db,
  worker: number,
  run: string,
  idx: number,
  state: FinalState = "succeeded",
  options: FinishOptions = {},
): Promise<Claim[]> {
  const claim = await start(db, worker, run, idx);
  if (!claim) throw new Error(`task ${idx} of run ${run} could not be claimed`);
  return finish(db, worker, claim, state, options);
}

export async function retry(db: Db, claim: Claim, delayMs: number): Promise<boolean> {
  const detail = { ending: "exited", exitCode: 1 };
  const row = await retryTask(db, { ...claim, detail, delayMs: String(delayMs) });
  return row?.planned ?? false;
}

/** The next generation of a run's slot, or why there is none. */
export const again = (
  pool: pg.Pool,
  id: string,
  scope: RerunScope = { kind: "failed" },
  latest = false,
): Promise<Rerun> =>
  transaction(pool, (db) => rerunRun(db, { id, scope, latest, actor: "ada", reason: null }));

/** The same, where there is one. */
export async function runAgain(
  pool: pg.Pool,
  id: string,
  scope?: RerunScope,
  latest?: boolean,
): Promise<string> {
  const made = await again(pool, id, scope, latest);
  if (made.kind !== "made") throw new Error(`run ${id} has no next generation: ${made.kind}`);
  return made.id;
}

/** Says what became of a task. */
export const markTask = (
  pool: pg.Pool,
  id: string,
  task: string,
  state: MarkState,
  reason = "known",
): Promise<Marked> =>
  transaction(pool, (db) => mark(db, { id, task, state, actor: "ada", reason }));

export interface RunRow {
  state: string;
  open_tasks: number;
  failed_tasks: number;
  reason: string | null;
  generation: number;
  slot: string;
  finished_at: Date | null;
}

export async function runRow(db: Db, run: string): Promise<RunRow> {
  const { rows } = await db.query<RunRow>("select * from trunkline.run where id = $1", [run]);
  return rows[0] as RunRow;
}

/** States of a run's tasks in the order of the spec. */
export async function taskStates(db: Db, run: string): Promise<TaskState[]> {
  const { rows } = await db.query<{ state: TaskState }>(
    "select state from trunkline.task_run where run_id = $1 order by idx",
    [run],
  );
  return rows.map(({ state }) => state);
}

/** States of a pipeline's runs, oldest first. */
export async function runStates(db: Db, pipeline: number): Promise<string[]> {
  const { rows } = await db.query<{ state: string }>(
    "select state from trunkline.run where pipeline_id = $1 order by id",
    [pipeline],
  );
  return rows.map(({ state }) => state);
}

export interface QueuedTask {
  run: string;
  idx: number;
}

/** What the queue holds, locked or not. */
export async function queued(db: Db): Promise<QueuedTask[]> {
  const { rows } = await db.query<QueuedTask>(
    "select payload ->> 'r' as run, (payload ->> 'i')::int as idx from graphile_worker._private_jobs order by id",
  );
  return rows;
}

/** Ends a server process of this database by the application name of its connection; answers how many. */
export async function breakConnections(pool: pg.Pool, applicationName: string): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = $1 and pid <> pg_backend_pid()`,
    [applicationName],
  );
  return rowCount ?? 0;
}
