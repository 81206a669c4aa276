// Generated from rehearsal.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const lookAroundSql = `select (select min(t.next_at) from trunkline.trigger t) as "triggers_at",
       (select min(g.until) from trunkline.gate g) as "gates_at",
       (select min(w.next_at) from trunkline.wait w where w.next_at is not null) as "waits_at",
       (select min(p.next_at) from trunkline.pool p where p.next_at is not null) as "pools_at",
       least((select min(h.until) from trunkline.hold h), (select min(b.to_at) from trunkline.blackout b)) as "held_until",
       (select min(w.next_at) from trunkline.run_watch w where w.next_at is not null) as "watches_at",
       exists (select from trunkline.after_check) or exists (select from trunkline.wait_check)
         or exists (select from trunkline.child_check) or exists (select from trunkline.pool_check) as "changes",
       exists (select from trunkline.deadline_check) as "watches",
       exists (select from graphile_worker._private_jobs) as "queue",
       exists (select from trunkline.run r where r.finished_at is null and r.stop_at is not null) as "stops"`;

export interface LookAroundRow {
  triggers_at: Date | null;
  gates_at: Date | null;
  waits_at: Date | null;
  pools_at: Date | null;
  held_until: Date | null;
  watches_at: Date | null;
  changes: boolean;
  watches: boolean;
  queue: boolean;
  stops: boolean;
}

/**
 * What asks for attention in a database whose clock stands, and when time alone will: one question an instant, where the
 * loops of a server ask for their own part each (nextWake, nextTimer, nextWatch).
 */
export async function lookAround(db: Db): Promise<LookAroundRow | undefined> {
  const { rows } = await db.query<LookAroundRow>({ name: "rehearsal.lookAround", text: lookAroundSql });
  return rows[0];
}

const takeQueuedSql = `with first as materialized (
  select j.id, j.priority, j.run_at, j.payload from graphile_worker._private_jobs j
   order by j.priority, j.run_at, j.id limit $1::int),
gone as materialized (select count(*) from graphile_worker.complete_jobs(array(select f.id from first f)))
select f.payload ->> 'r' as "run", (f.payload ->> 'i')::int as "idx"
  from first f cross join gone order by f.priority, f.run_at, f.id`;

export interface TakeQueuedRow {
  run: string;
  idx: number;
}

/** Takes entries out of the queue in the order in which graphile-worker would deliver them. */
export async function takeQueued(db: Db, p: { limit: number }): Promise<TakeQueuedRow[]> {
  const { rows } = await db.query<TakeQueuedRow>({ name: "rehearsal.takeQueued", text: takeQueuedSql, values: [p.limit] });
  return rows;
}

const openRunsSql = `select count(*)::int as "open" from trunkline.run r
 where r.finished_at is null and r.due_at >= $1 and r.due_at < $2`;

export interface OpenRunsRow {
  open: number;
}

/** How many of the runs that were due in a span of time have not ended. */
export async function openRuns(db: Db, p: { from: Date | string; to: Date | string }): Promise<OpenRunsRow | undefined> {
  const { rows } = await db.query<OpenRunsRow>({ name: "rehearsal.openRuns", text: openRunsSql, values: [p.from, p.to] });
  return rows[0];
}

const unlearnedRunsSql = `select w.run_id, r.pipeline_revision_id from trunkline.run_watch w join trunkline.run r on r.id = w.run_id
 where w.expected is null`;

export interface UnlearnedRunsRow {
  run_id: string;
  pipeline_revision_id: number;
}

/** Watched runs of which nobody has said yet how long their tasks take. */
export async function unlearnedRuns(db: Db): Promise<UnlearnedRunsRow[]> {
  const { rows } = await db.query<UnlearnedRunsRow>({ name: "rehearsal.unlearnedRuns", text: unlearnedRunsSql });
  return rows;
}

const setExpectedSql = `update trunkline.run_watch w set expected = x.expected
  from unnest($1::bigint[], $2::jsonb[]) x(run_id, expected) where w.run_id = x.run_id`;

/** By index of tasks: [median, p90] in milliseconds or null. */
export async function setExpected(db: Db, p: { runs: readonly (string | number | bigint)[]; expected: readonly unknown[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "rehearsal.setExpected", text: setExpectedSql, values: [p.runs, p.expected.map(json)] });
  return rowCount ?? 0;
}

const allLabelsSql = `select coalesce(array_agg(distinct l), '{}') as "labels" from trunkline.route o cross join unnest(o.labels) l`;

export interface AllLabelsRow {
  labels: string[];
}

/** Every label that a task asks of its worker. */
export async function allLabels(db: Db): Promise<AllLabelsRow | undefined> {
  const { rows } = await db.query<AllLabelsRow>({ name: "rehearsal.allLabels", text: allLabelsSql });
  return rows[0];
}

const rehearsedRunsSql = `select r.id, r.slot, r.generation, r.business_date::text as "date", r.due_at, r.trigger_kind, r.state, r.reason,
       r.created_at, r.started_at, r.finished_at, r.pipeline_revision_id, p.name as pipeline
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.due_at >= $1 and r.due_at < $2
 order by r.due_at, p.name, r.id`;

export interface RehearsedRunsRow {
  id: string;
  slot: string;
  generation: number;
  date: string;
  due_at: Date;
  trigger_kind: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  pipeline_revision_id: number;
  pipeline: string;
}

/** The runs that were due in a span of time, in the order in which they were. */
export async function rehearsedRuns(db: Db, p: { from: Date | string; to: Date | string }): Promise<RehearsedRunsRow[]> {
  const { rows } = await db.query<RehearsedRunsRow>({ name: "rehearsal.rehearsedRuns", text: rehearsedRunsSql, values: [p.from, p.to] });
  return rows;
}

const rehearsedPoolsSql = `select p.id, p.name, p.kind, p.units from trunkline.pool p order by p.name, p.id`;

export interface RehearsedPoolsRow {
  id: number;
  name: string;
  kind: string;
  units: number;
}

export async function rehearsedPools(db: Db): Promise<RehearsedPoolsRow[]> {
  const { rows } = await db.query<RehearsedPoolsRow>({ name: "rehearsal.rehearsedPools", text: rehearsedPoolsSql });
  return rows;
}

const openKeysSql = `select k.run_id, array_agg(k.key order by k.key) as "keys" from trunkline.wait_key k group by 1 order by 1`;

export interface OpenKeysRow {
  run_id: string;
  keys: string[];
}

/** By what keys the engine finds those who still wait. */
export async function openKeys(db: Db): Promise<OpenKeysRow[]> {
  const { rows } = await db.query<OpenKeysRow>({ name: "rehearsal.openKeys", text: openKeysSql });
  return rows;
}
