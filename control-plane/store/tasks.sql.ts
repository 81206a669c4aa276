// Generated from tasks.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const startTasksSql = `select r.run_id as "run_id", r.idx as "idx", r.attempt as "attempt", r.noexec as "noexec",
       r.overridden as "overridden"
  from trunkline.start_tasks($1, $2, $3) r`;

export interface StartTasksRow {
  run_id: string;
  idx: number;
  attempt: number;
  noexec: boolean;
  overridden: boolean;
}

/** Claims ready tasks; only the claims that were won come back. */
export async function startTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; worker: number }): Promise<StartTasksRow[]> {
  const { rows } = await db.query<StartTasksRow>({ name: "tasks.startTasks", text: startTasksSql, values: [p.runs, list(p.idxs), p.worker] });
  return rows;
}

const completeTasksSql = `select r.run_id as "run_id", r.idx as "idx", r.attempt as "attempt"
  from trunkline.complete_tasks($1, $2, $3, $4, $5, $6, $7) r`;

export interface CompleteTasksRow {
  run_id: string;
  idx: number;
  attempt: number;
}

/** Completes attempts and returns successors that this worker claimed inline. */
export async function completeTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; attempts: readonly number[]; states: readonly ("waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled")[]; details: readonly unknown[]; worker: number; inline: boolean }): Promise<CompleteTasksRow[]> {
  const { rows } = await db.query<CompleteTasksRow>({ name: "tasks.completeTasks", text: completeTasksSql, values: [p.runs, list(p.idxs), list(p.attempts), p.states, p.details.map(json), p.worker, p.inline] });
  return rows;
}

const retryTaskSql = `select trunkline.retry_task($1, $2, $3, $4, $5) as "planned"`;

export interface RetryTaskRow {
  planned: boolean;
}

/** Plans the next attempt; false when the fence or a cancellation refuses it. */
export async function retryTask(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; detail: unknown; delayMs: string | number | bigint }): Promise<RetryTaskRow | undefined> {
  const { rows } = await db.query<RetryTaskRow>({ name: "tasks.retryTask", text: retryTaskSql, values: [p.run, p.idx, p.attempt, json(p.detail), p.delayMs] });
  return rows[0];
}

const repeatTaskSql = `select trunkline.repeat_task($1, $2, $3, $4, $5, $6) as "planned"`;

export interface RepeatTaskRow {
  planned: boolean;
}

/** Plans the next iteration of a repeating task; false when the fence or a cancellation refuses it. */
export async function repeatTask(db: Db, p: { run: string | number | bigint; idx: number; attempt: number; state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled"; detail: unknown; due: Date | string }): Promise<RepeatTaskRow | undefined> {
  const { rows } = await db.query<RepeatTaskRow>({ name: "tasks.repeatTask", text: repeatTaskSql, values: [p.run, p.idx, p.attempt, p.state, json(p.detail), p.due] });
  return rows[0];
}

const iterationOfSql = `select coalesce(t.iteration, 1) as "iteration", t.due_at as "due_at", now() as "now",
       coalesce((select min(a.started_at) from trunkline.attempt a
                  where a.run_id = t.run_id and a.idx = t.idx and a.iteration is not distinct from t.iteration),
                t.started_at, now()) as "started_at"
  from trunkline.task_run t where t.run_id = $1 and t.idx = $2`;

export interface IterationOfRow {
  iteration: number;
  due_at: Date | null;
  now: Date;
  started_at: Date;
}

/** Which iteration of a repeating task its present attempt belongs to, when that was due and began, and the time. */
export async function iterationOf(db: Db, p: { run: string | number | bigint; idx: number }): Promise<IterationOfRow | undefined> {
  const { rows } = await db.query<IterationOfRow>({ name: "tasks.iterationOf", text: iterationOfSql, values: [p.run, p.idx] });
  return rows[0];
}

const tasksOfRunSql = `select t.idx, t.state, t.remaining, t.unmet, t.attempt, t.worker, t.started_at, t.finished_at, t.exit_code,
       t.signal, t.ending, t.message, t.outputs, t.item, t.instances, t.instances_open,
       (select x.labels from trunkline.route x where x.id = t.route) as "runs_on",
       (select g.until from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx limit 1) as "retry_at"
  from trunkline.task_run t where t.run_id = $1 order by t.idx`;

export interface TasksOfRunRow {
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  remaining: number;
  unmet: number;
  attempt: number;
  worker: number | null;
  started_at: Date | null;
  finished_at: Date | null;
  exit_code: number | null;
  signal: string | null;
  ending: string | null;
  message: string | null;
  outputs: unknown;
  item: unknown;
  instances: number | null;
  instances_open: number | null;
  runs_on: string[];
  retry_at: Date | null;
}

export async function tasksOfRun(db: Db, p: { run: string | number | bigint }): Promise<TasksOfRunRow[]> {
  const { rows } = await db.query<TasksOfRunRow>({ name: "tasks.tasksOfRun", text: tasksOfRunSql, values: [p.run] });
  return rows;
}

const tasksOfRunsSql = `select t.run_id, t.idx, t.state, t.attempt, t.worker, t.started_at, t.finished_at, t.exit_code, t.signal, t.ending,
       t.message, t.outputs, t.reads, t.iteration, t.due_at, t.item, t.instances, t.instances_open,
       (select x.labels from trunkline.route x where x.id = t.route) as "runs_on",
       (select g.until from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx limit 1) as "retry_at"
  from trunkline.task_run t where t.run_id = any ($1) order by t.run_id, t.idx`;

export interface TasksOfRunsRow {
  run_id: string;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  attempt: number;
  worker: number | null;
  started_at: Date | null;
  finished_at: Date | null;
  exit_code: number | null;
  signal: string | null;
  ending: string | null;
  message: string | null;
  outputs: unknown;
  reads: unknown;
  iteration: number | null;
  due_at: Date | null;
  item: unknown;
  instances: number | null;
  instances_open: number | null;
  runs_on: string[];
  retry_at: Date | null;
}

export async function tasksOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<TasksOfRunsRow[]> {
  const { rows } = await db.query<TasksOfRunsRow>({ name: "tasks.tasksOfRuns", text: tasksOfRunsSql, values: [p.runs] });
  return rows;
}

const attemptsOfRunsSql = `select a.run_id, a.idx, a.attempt, a.worker, a.started_at, a.finished_at, a.ending, a.exit_code, a.signal, a.message,
       a.iteration, a.state
  from trunkline.attempt a where a.run_id = any ($1) order by a.run_id, a.idx, a.attempt`;

export interface AttemptsOfRunsRow {
  run_id: string;
  idx: number;
  attempt: number;
  worker: number | null;
  started_at: Date | null;
  finished_at: Date;
  ending: string;
  exit_code: number | null;
  signal: string | null;
  message: string | null;
  iteration: number | null;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
}

/** Attempts that a later one followed; the newest of each task is in tasksOfRuns. */
export async function attemptsOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<AttemptsOfRunsRow[]> {
  const { rows } = await db.query<AttemptsOfRunsRow>({ name: "tasks.attemptsOfRuns", text: attemptsOfRunsSql, values: [p.runs] });
  return rows;
}

const needsOfTasksSql = `select q.question as "question", t.idx, case when t.ending = 'iced' then 'succeeded' else t.state end as "state", t.outputs
  from unnest($1::bigint[], $2::int[], $3::int[]) q(run_id, idx, question)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx`;

export interface NeedsOfTasksRow {
  question: number;
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  outputs: unknown;
}

/** What became of tasks, by the number of the question that asked for them. What was on ice counts as if it had succeeded. */
export async function needsOfTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; questions: readonly number[] }): Promise<NeedsOfTasksRow[]> {
  const { rows } = await db.query<NeedsOfTasksRow>({ name: "tasks.needsOfTasks", text: needsOfTasksSql, values: [p.runs, list(p.idxs), list(p.questions)] });
  return rows;
}

const itemsOfTasksSql = `select q.question as "question", t.item as "item"
  from unnest($1::bigint[], $2::int[], $3::int[]) q(run_id, idx, question)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx`;

export interface ItemsOfTasksRow {
  question: number;
  item: unknown;
}

/** The items of instances of `forEach`, by the number of the question. */
export async function itemsOfTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; questions: readonly number[] }): Promise<ItemsOfTasksRow[]> {
  const { rows } = await db.query<ItemsOfTasksRow>({ name: "tasks.itemsOfTasks", text: itemsOfTasksSql, values: [p.runs, list(p.idxs), list(p.questions)] });
  return rows;
}

const expandTaskSql = `select trunkline.expand_task($1, $2, $3, $4)`;

/** A task with `forEach` becomes its instances; unless something else became of it meanwhile. */
export async function expandTask(db: Db, p: { run: string | number | bigint; idx: number; items: unknown; gated: boolean }): Promise<number> {
  const { rowCount } = await db.query({ name: "tasks.expandTask", text: expandTaskSql, values: [p.run, p.idx, json(p.items), p.gated] });
  return rowCount ?? 0;
}

const runningOfWorkerSql = `select t.run_id, t.idx, t.attempt, t.noexec, t.overridden
  from trunkline.run r join trunkline.task_run t on t.run_id = r.id
 where r.finished_at is null and t.state = 'running' and t.worker = $1`;

export interface RunningOfWorkerRow {
  run_id: string;
  idx: number;
  attempt: number;
  noexec: boolean;
  overridden: boolean;
}

/** What the database believes that a worker runs, found through the active runs. */
export async function runningOfWorker(db: Db, p: { worker: number }): Promise<RunningOfWorkerRow[]> {
  const { rows } = await db.query<RunningOfWorkerRow>({ name: "tasks.runningOfWorker", text: runningOfWorkerSql, values: [p.worker] });
  return rows;
}

const failedAttemptsSql = `select count(*)::int as "failed" from trunkline.attempt a
 where a.run_id = $1 and a.idx = $2 and a.ending not in ('lost', 'skipped') and a.rule is not distinct from $3::int
   and a.state is null
   and a.iteration is not distinct from (select t.iteration from trunkline.task_run t where t.run_id = $1 and t.idx = $2)`;

export interface FailedAttemptsRow {
  failed: number;
}

/**
 * How many earlier attempts of a task failed by themselves and were tried again by this rule of `on` (null: by the
 * task's own retry); lost ones don't count.
 */
export async function failedAttempts(db: Db, p: { run: string | number | bigint; idx: number; rule?: number | null | undefined }): Promise<FailedAttemptsRow | undefined> {
  const { rows } = await db.query<FailedAttemptsRow>({ name: "tasks.failedAttempts", text: failedAttemptsSql, values: [p.run, p.idx, p.rule ?? null] });
  return rows[0];
}

const attemptsToTraceSql = `select x.run_id as "run_id", x.idx as "idx", x.attempt as "attempt", x.state as "state", x.ending as "ending",
       x.started_at as "started_at", x.finished_at as "finished_at", x.exit_code as "exit_code", x.signal as "signal",
       x.message as "message", x.worker as "worker", w.name as "worker_name",
       x.iteration as "iteration",
       case when x.idx >= 32768
            then (select i.item from trunkline.task_run i where i.run_id = x.run_id and i.idx = x.idx) end as "item"
  from (select t.run_id, t.idx, t.attempt, t.state::text, t.ending, t.started_at, t.finished_at, t.exit_code, t.signal,
               t.message, t.worker, t.iteration
          from trunkline.task_run t where t.run_id = any ($1) and t.attempt > 0
        union all
        select a.run_id, a.idx, a.attempt,
               case when a.state is not null then a.state::text
                    when a.ending in ('cancelled', 'skipped') then a.ending
                    when a.ending = 'exited' and a.exit_code = 0 and a.message is null then 'succeeded'
                    else 'failed' end, a.ending,
               a.started_at, a.finished_at, a.exit_code, a.signal, a.message, a.worker, a.iteration
          from trunkline.attempt a where a.run_id = any ($1)) x
  left join trunkline.worker w on w.id = x.worker
 order by x.run_id, x.idx, x.attempt`;

export interface AttemptsToTraceRow {
  run_id: string;
  idx: number;
  attempt: number;
  state: string;
  ending: string | null;
  started_at: Date | null;
  finished_at: Date | null;
  exit_code: number | null;
  signal: string | null;
  message: string | null;
  worker: number | null;
  worker_name: string | null;
  iteration: number | null;
  item: unknown;
}

/** Every attempt of some runs that was started, the newest of each task included. */
export async function attemptsToTrace(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<AttemptsToTraceRow[]> {
  const { rows } = await db.query<AttemptsToTraceRow>({ name: "tasks.attemptsToTrace", text: attemptsToTraceSql, values: [p.runs] });
  return rows;
}

const taskStatesSql = `select t.idx, t.state, t.attempt from trunkline.task_run t where t.run_id = $1 and t.attempt > 0 order by t.idx`;

export interface TaskStatesRow {
  idx: number;
  state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  attempt: number;
}

/** What a reader of output needs: which tasks have started, and which can't write any more. */
export async function taskStates(db: Db, p: { run: string | number | bigint }): Promise<TaskStatesRow[]> {
  const { rows } = await db.query<TaskStatesRow>({ name: "tasks.taskStates", text: taskStatesSql, values: [p.run] });
  return rows;
}

const deliverAgainSql = `select count(*) from graphile_worker.add_jobs(array(
  select trunkline.task_job(t.run_id, t.idx, t.route, t.priority) from trunkline.task_run t where t.run_id = $1 and t.idx = $2))`;

/** A further queue entry of a task, for one that could not claim what it was given. */
export async function deliverAgain(db: Db, p: { run: string | number | bigint; idx: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "tasks.deliverAgain", text: deliverAgainSql, values: [p.run, p.idx] });
  return rowCount ?? 0;
}

const earlierExternalRunsSql = `select (select e.external from trunkline.external_run e
         where e.run_id = $1 and e.idx = $2 and not e.over order by e.attempt desc limit 1) as "open",
       (select count(*)::int from trunkline.external_run e
         where e.run_id = $1 and e.idx = $2 and e.over) as "over"`;

export interface EarlierExternalRunsRow {
  open: unknown;
  over: number;
}

/** What earlier attempts of a task submitted to other systems: the newest that nobody saw end, and how many ended. */
export async function earlierExternalRuns(db: Db, p: { run: string | number | bigint; idx: number }): Promise<EarlierExternalRunsRow | undefined> {
  const { rows } = await db.query<EarlierExternalRunsRow>({ name: "tasks.earlierExternalRuns", text: earlierExternalRunsSql, values: [p.run, p.idx] });
  return rows[0];
}

const newestExternalRunSql = `with recursive repeated (id, rerun_of, distance) as (
  select r.id, r.rerun_of, 0 from trunkline.run r where r.id = $1
  union all
  select r.id, r.rerun_of, p.distance + 1 from repeated p join trunkline.run r on r.id = p.rerun_of)
select e.external from repeated p join trunkline.external_run e on e.run_id = p.id
 where e.external ->> 'task' = $2 and e.external ->> 'ids' is not null
 order by p.distance, e.attempt desc limit 1`;

export interface NewestExternalRunRow {
  external: unknown;
}

/** The newest with ids that executors recorded with this task, in the run or in those that it repeats, the nearest first. */
export async function newestExternalRun(db: Db, p: { run: string | number | bigint; task: string }): Promise<NewestExternalRunRow | undefined> {
  const { rows } = await db.query<NewestExternalRunRow>({ name: "tasks.newestExternalRun", text: newestExternalRunSql, values: [p.run, p.task] });
  return rows[0];
}

const recordExternalRunSql = `insert into trunkline.external_run (run_id, idx, attempt, external)
select t.run_id, t.idx, t.attempt, $1 from trunkline.task_run t
 where t.run_id = $2 and t.idx = $3 and t.attempt = $4 and t.state = 'running'
on conflict (run_id, idx, attempt) do update set external = excluded.external
returning attempt`;

export interface RecordExternalRunRow {
  attempt: number;
}

/** Before it is waited for; no row when the attempt is not the task's newest any more. May be sent twice. */
export async function recordExternalRun(db: Db, p: { external: unknown; run: string | number | bigint; idx: number; attempt: number }): Promise<RecordExternalRunRow | undefined> {
  const { rows } = await db.query<RecordExternalRunRow>({ name: "tasks.recordExternalRun", text: recordExternalRunSql, values: [json(p.external), p.run, p.idx, p.attempt] });
  return rows[0];
}
