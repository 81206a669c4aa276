// Generated from holds.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const placeHoldSql = `select trunkline.place_hold($1, $2, $3, $4, $5, $6, $7)`;

/** Holds a pipeline, a run, or a task of either. */
export async function placeHold(db: Db, p: { pipeline?: number | null | undefined; run?: string | number | bigint | null | undefined; task?: string | null | undefined; mode: string; actor: string; reason?: string | null | undefined; until?: Date | string | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "holds.placeHold", text: placeHoldSql, values: [p.pipeline ?? null, p.run ?? null, p.task ?? null, p.mode, p.actor, p.reason ?? null, p.until ?? null] });
  return rowCount ?? 0;
}

const releaseHoldSql = `select trunkline.release_hold($1, $2, $3) as "released"`;

export interface ReleaseHoldRow {
  released: boolean;
}

/** False when nothing of the kind was held. */
export async function releaseHold(db: Db, p: { pipeline?: number | null | undefined; run?: string | number | bigint | null | undefined; task?: string | null | undefined }): Promise<ReleaseHoldRow | undefined> {
  const { rows } = await db.query<ReleaseHoldRow>({ name: "holds.releaseHold", text: releaseHoldSql, values: [p.pipeline ?? null, p.run ?? null, p.task ?? null] });
  return rows[0];
}

const endHoldsSql = `select trunkline.end_holds() as "ended"`;

export interface EndHoldsRow {
  ended: number;
}

/** Ends those whose time has come; returns how many. */
export async function endHolds(db: Db): Promise<EndHoldsRow | undefined> {
  const { rows } = await db.query<EndHoldsRow>({ name: "holds.endHolds", text: endHoldsSql });
  return rows[0];
}

const heldTasksSql = `select h.run_id as "run_id", h.idx as "idx", h.mode as "mode" from trunkline.held_tasks($1, $2) h`;

export interface HeldTasksRow {
  run_id: string;
  idx: number;
  mode: string;
}

/** Which tasks (idx -1: the run) are held, and how. */
export async function heldTasks(db: Db, p: { runs: readonly (string | number | bigint)[]; idxs: readonly number[] }): Promise<HeldTasksRow[]> {
  const { rows } = await db.query<HeldTasksRow>({ name: "holds.heldTasks", text: heldTasksSql, values: [p.runs, list(p.idxs)] });
  return rows;
}

const holdsOfRunsSql = `select r.id as of_run, h.pipeline_id, h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.run r join trunkline.hold h on h.run_id = r.id or h.pipeline_id = r.pipeline_id
 where r.id = any ($1) and (h.until is null or h.until > now())
 order by h.task nulls first, h.id`;

export interface HoldsOfRunsRow {
  of_run: string;
  pipeline_id: number | null;
  run_id: string | null;
  task: string | null;
  mode: string;
  actor: string;
  reason: string | null;
  since: Date;
  until: Date | null;
}

/** What is held of runs: by themselves, or by their pipelines. */
export async function holdsOfRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<HoldsOfRunsRow[]> {
  const { rows } = await db.query<HoldsOfRunsRow>({ name: "holds.holdsOfRuns", text: holdsOfRunsSql, values: [p.runs] });
  return rows;
}

const pausesOfSql = `select h.pipeline_id as "pipeline_id", h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.hold h
 where h.pipeline_id = any ($1::int[]) and h.task is null and (h.until is null or h.until > now())`;

export interface PausesOfRow {
  pipeline_id: number;
  run_id: string | null;
  task: string | null;
  mode: string;
  actor: string;
  reason: string | null;
  since: Date;
  until: Date | null;
}

/** Which of these pipelines are held as a whole: paused, on ice, or not executed. */
export async function pausesOf(db: Db, p: { pipelines: readonly number[] }): Promise<PausesOfRow[]> {
  const { rows } = await db.query<PausesOfRow>({ name: "holds.pausesOf", text: pausesOfSql, values: [list(p.pipelines)] });
  return rows;
}

const countHoldsSql = `select count(*)::int as "count" from trunkline.hold h
 where (h.until is null or h.until > now())
   and ($1::int[] is null or exists (
         select from trunkline.pipeline p
          where p.class_id = any ($1)
            and p.id = coalesce(h.pipeline_id, (select r.pipeline_id from trunkline.run r where r.id = h.run_id))))`;

export interface CountHoldsRow {
  count: number;
}

export async function countHolds(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<CountHoldsRow | undefined> {
  const { rows } = await db.query<CountHoldsRow>({ name: "holds.countHolds", text: countHoldsSql, values: [list(p.classes)] });
  return rows[0];
}

const listHoldsSql = `select j.name as project, p.name as pipeline, h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.hold h
  left join trunkline.run r on r.id = h.run_id
  join trunkline.pipeline p on p.id = coalesce(h.pipeline_id, r.pipeline_id)
  join trunkline.project j on j.id = p.project_id
 where ($1::int[] is null or p.class_id = any ($1))
   and ($2::text is null or j.name = $2) and (h.until is null or h.until > now())
 order by j.name, p.name, h.id
 limit $3::int`;

export interface ListHoldsRow {
  project: string;
  pipeline: string;
  run_id: string | null;
  task: string | null;
  mode: string;
  actor: string;
  reason: string | null;
  since: Date;
  until: Date | null;
}

export async function listHolds(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; limit: number }): Promise<ListHoldsRow[]> {
  const { rows } = await db.query<ListHoldsRow>({ name: "holds.listHolds", text: listHoldsSql, values: [list(p.classes), p.project ?? null, p.limit] });
  return rows;
}
