// Generated from waits.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const takeChecksSql = `with due as (
  update trunkline.wait w set next_at = null
   where (w.run_id, w.idx) in (
     select d.run_id, d.idx from trunkline.wait d where d.next_at <= now()
      order by d.next_at limit $1::int for update skip locked)
  returning w.run_id, w.idx),
asked as (
  delete from trunkline.wait_check c
   where (c.run_id, c.idx) in (
     select k.run_id, k.idx from trunkline.wait_check k order by k.run_id, k.idx limit $1::int for update skip locked)
  returning c.run_id, c.idx)
select run_id as "run_id", idx as "idx", pg_current_snapshot()::text as "seen"
  from (select * from due union select * from asked) x order by 1, 2`;

export interface TakeChecksRow {
  run_id: string;
  idx: number;
  seen: string;
}

/**
 * Takes waits to be judged, and those whose time has come; a server that fails puts them back by its rollback. seen: the
 * snapshot of the statement, before the transaction has a number. It comes first in its transaction.
 */
export async function takeChecks(db: Db, p: { limit: number }): Promise<TakeChecksRow[]> {
  const { rows } = await db.query<TakeChecksRow>({ name: "waits.takeChecks", text: takeChecksSql, values: [p.limit] });
  return rows;
}

const askAgainSql = `insert into trunkline.wait_check (run_id, idx)
select x.run_id, x.idx from unnest($1::bigint[], $2::int[]) x(run_id, idx) order by 1, 2
on conflict do nothing`;

export async function askAgain(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.askAgain", text: askAgainSql, values: [p.runs, list(p.idxs)] });
  return rowCount ?? 0;
}

const lockWaitingTasksSql = `select t.run_id, t.idx
  from trunkline.task_run t
 where (t.run_id, t.idx) in (select * from unnest($1::bigint[], $2::int[])) and t.state = 'waiting'
 order by t.run_id, t.idx
   for update of t skip locked`;

export interface LockWaitingTasksRow {
  run_id: string;
  idx: number;
}

/** Locks tasks in the order of all that locks them; one that somebody works on is left for another pass. */
export async function lockWaitingTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<LockWaitingTasksRow[]> {
  const { rows } = await db.query<LockWaitingTasksRow>({ name: "waits.lockWaitingTasks", text: lockWaitingTasksSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const lockWaitingRunsSql = `select r.id from trunkline.run r
 where r.id = any ($1::bigint[]) and r.state = 'waiting' and r.gated
 order by r.id for update skip locked`;

export interface LockWaitingRunsRow {
  id: string;
}

export async function lockWaitingRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<LockWaitingRunsRow[]> {
  const { rows } = await db.query<LockWaitingRunsRow>({ name: "waits.lockWaitingRuns", text: lockWaitingRunsSql, values: [p.runs] });
  return rows;
}

const waitsToJudgeSql = `select w.run_id, w.idx, w.keyed_at is not null as "keyed", w.gates, $1::text as "seen",
       case when w.settling is not null then pg_snapshot_xmin(pg_current_snapshot()) > w.settling
            when pg_visible_in_snapshot(w.keyed_at, $1::text::pg_snapshot)
            then pg_snapshot_xmin(pg_current_snapshot()) >= pg_current_xact_id()
            else false end as "settled",
       r.pipeline_revision_id, r.business_date, r.pipeline_id, j.name as project, now() as "now",
       coalesce(t.iteration, 1) as "iteration", t.due_at as "due_at",
       (select array_agg(o.name) from trunkline.override o
         where o.run_id = w.run_id and o.idx in (w.idx, trunkline.declared_place(w.idx)) and o.kind = 'ignore') as "ignored"
  from trunkline.wait w
  join trunkline.run r on r.id = w.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  left join trunkline.task_run t on t.run_id = w.run_id and t.idx = w.idx
 where (w.run_id, w.idx) in (select * from unnest($2::bigint[], $3::int[]))`;

export interface WaitsToJudgeRow {
  run_id: string;
  idx: number;
  keyed: boolean;
  gates: unknown;
  seen: string | null;
  settled: boolean;
  pipeline_revision_id: number;
  business_date: string;
  pipeline_id: number;
  project: string;
  now: Date;
  iteration: number;
  due_at: Date | null;
  ignored: string[] | null;
}

/**
 * What is waited with, and for whom. settled: no transaction that could have missed the keys is still open. One could
 * that looked for them before they were committed; so it has a smaller number than one that began when they were.
 */
export async function waitsToJudge(db: Db, p: { seen?: string | null | undefined; runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<WaitsToJudgeRow[]> {
  const { rows } = await db.query<WaitsToJudgeRow>({ name: "waits.waitsToJudge", text: waitsToJudgeSql, values: [p.seen ?? null, p.runs, list(p.idxs)] });
  return rows;
}

const keyWaitsSql = `with keyed as (
  update trunkline.wait w set keyed_at = pg_current_xact_id()
    from unnest($1::bigint[], $2::int[]) x(run_id, idx)
   where w.run_id = x.run_id and w.idx = x.idx)
insert into trunkline.wait_key (key, run_id, idx)
select k.key, k.run_id, k.idx from unnest($3::text[], $4::bigint[], $5::int[]) k(key, run_id, idx)
on conflict do nothing`;

/** Keys come a transaction before the first judgement: a change that finds no key is then seen by that judgement. */
export async function keyWaits(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; keys: readonly string[]; keyRuns: readonly (string | number | bigint)[]; keyIdxs: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.keyWaits", text: keyWaitsSql, values: [p.runs, list(p.idxs), texts(p.keys), p.keyRuns, list(p.keyIdxs)] });
  return rowCount ?? 0;
}

const setDueSql = `update trunkline.task_run t set due_at = x.due_at
  from unnest($1::bigint[], $2::int[], $3::timestamptz[]) x(run_id, idx, due_at)
 where t.run_id = x.run_id and t.idx = x.idx`;

/** When the first iterations of repeating tasks are to begin; the tasks are locked. */
export async function setDue(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; dues: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.setDue", text: setDueSql, values: [p.runs, list(p.idxs), p.dues] });
  return rowCount ?? 0;
}

const noteWaitsSql = `update trunkline.wait w
   set gates = x.gates, next_at = x.next_at,
       settling = coalesce(w.settling, case when pg_visible_in_snapshot(w.keyed_at, $1::text::pg_snapshot)
                                            then pg_current_xact_id() end)
  from unnest($2::bigint[], $3::int[], $4::jsonb[], $5::timestamptz[]) x(run_id, idx, gates, next_at)
 where w.run_id = x.run_id and w.idx = x.idx`;

/** The verdicts of what goes on waiting. seen: see takeChecks. */
export async function noteWaits(db: Db, p: { seen?: string | null | undefined; runs: readonly (string | number | bigint)[]; idxs: readonly number[]; gates: readonly unknown[]; nexts: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.noteWaits", text: noteWaitsSql, values: [p.seen ?? null, p.runs, list(p.idxs), p.gates.map(json), p.nexts] });
  return rowCount ?? 0;
}

const openWaitsSql = `select o.run_id as "run_id", o.idx as "idx" from trunkline.open_waits($1, $2) o`;

export interface OpenWaitsRow {
  run_id: string;
  idx: number;
}

export async function openWaits(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<OpenWaitsRow[]> {
  const { rows } = await db.query<OpenWaitsRow>({ name: "waits.openWaits", text: openWaitsSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const endWaitsSql = `select trunkline.end_waits($1, $2, $3, $4, $5)`;

/** Ends waiting tasks and runs that do not start any more. */
export async function endWaits(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[]; states: readonly ("waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled")[]; endings: readonly string[]; messages: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.endWaits", text: endWaitsSql, values: [p.runs, list(p.idxs), p.states, texts(p.endings), texts(p.messages)] });
  return rowCount ?? 0;
}

const nextTimerSql = `select least((select min(w.next_at) from trunkline.wait w where w.next_at is not null),
             (select min(p.next_at) from trunkline.pool p where p.next_at is not null),
             (select min(h.until) from trunkline.hold h), (select min(b.to_at) from trunkline.blackout b)) as "at",
       clock_timestamp() as "now"`;

export interface NextTimerRow {
  at: Date | null;
  now: Date;
}

/** When time may open or close something, and the database's clock. */
export async function nextTimer(db: Db): Promise<NextTimerRow | undefined> {
  const { rows } = await db.query<NextTimerRow>({ name: "waits.nextTimer", text: nextTimerSql });
  return rows[0];
}

const gatesOfRunsSql = `select w.run_id, w.idx, w.since, w.gates from trunkline.wait w where w.run_id = any ($1) order by w.run_id, w.idx`;

export interface GatesOfRunsRow {
  run_id: string;
  idx: number;
  since: Date;
  gates: unknown;
}

export async function gatesOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<GatesOfRunsRow[]> {
  const { rows } = await db.query<GatesOfRunsRow>({ name: "waits.gatesOfRuns", text: gatesOfRunsSql, values: [p.runs] });
  return rows;
}

const wakeRangesSql = `select trunkline.wake_range($1, $2)`;

/** Has waits judged again by ranges of their keys. */
export async function wakeRanges(db: Db, p: { from: readonly string[]; below: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.wakeRanges", text: wakeRangesSql, values: [texts(p.from), texts(p.below)] });
  return rowCount ?? 0;
}

const wakeKeysSql = `select trunkline.wake_waits($1)`;

/** Has waits judged again by their keys. */
export async function wakeKeys(db: Db, p: { keys: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "waits.wakeKeys", text: wakeKeysSql, values: [texts(p.keys)] });
  return rowCount ?? 0;
}

const tasksAheadSql = `select r.id as run_id, i.idx as "idx", r.pipeline_revision_id, r.business_date, r.pipeline_id, j.name as project, now() as "now",
       coalesce(t.iteration, 1) as "iteration", t.due_at as "due_at",
       (select array_agg(o.name) from trunkline.override o
         where o.run_id = r.id and o.idx in (i.idx, trunkline.declared_place(i.idx)) and o.kind = 'ignore') as "ignored"
  from unnest($1::int[]) i(idx)
  join trunkline.run r on r.id = $2 and r.finished_at is null
  join trunkline.task_run t on t.run_id = r.id and t.idx = i.idx and t.state = 'waiting'
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.state = 'waiting' or t.remaining > 0
 order by i.idx`;

export interface TasksAheadRow {
  run_id: string;
  idx: number;
  pipeline_revision_id: number;
  business_date: string;
  pipeline_id: number;
  project: string;
  now: Date;
  iteration: number;
  due_at: Date | null;
  ignored: string[] | null;
}

/**
 * Of these places of a run that has not ended those whose tasks are still behind what they need, or behind the start of the run,
 * with what their gates would be judged by.
 */
export async function tasksAhead(db: Db, p: { idxs: readonly number[]; run: string | number | bigint }): Promise<TasksAheadRow[]> {
  const { rows } = await db.query<TasksAheadRow>({ name: "waits.tasksAhead", text: tasksAheadSql, values: [list(p.idxs), p.run] });
  return rows;
}
