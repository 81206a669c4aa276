// Generated from ownership.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const lockOwnershipSql = `select o.pipeline_id, o.slots, (extract(epoch from o.ahead) * 1000)::bigint as "ahead_ms"
  from trunkline.ownership o where o.pipeline_id = any ($1::int[])
 order by o.pipeline_id for update`;

export interface LockOwnershipRow {
  pipeline_id: number;
  slots: string;
  ahead_ms: string;
}

/** Whoever reads or changes whose slots are holds these rows until the end of its transaction. */
export async function lockOwnership(db: Db, p: { pipelines: readonly number[] }): Promise<LockOwnershipRow[]> {
  const { rows } = await db.query<LockOwnershipRow>({ name: "ownership.lockOwnership", text: lockOwnershipSql, values: [list(p.pipelines)] });
  return rows;
}

const handOversOfSql = `select h.pipeline_id, h.epoch, h.side, h.from_slot, h.policy
  from trunkline.hand_over h where h.pipeline_id = any ($1::int[]) order by h.pipeline_id, h.epoch`;

export interface HandOversOfRow {
  pipeline_id: number;
  epoch: number;
  side: string;
  from_slot: string;
  policy: string;
}

export async function handOversOf(db: Db, p: { pipelines: readonly number[] }): Promise<HandOversOfRow[]> {
  const { rows } = await db.query<HandOversOfRow>({ name: "ownership.handOversOf", text: handOversOfSql, values: [list(p.pipelines)] });
  return rows;
}

const grantsOfSql = `select g.pipeline_id, g.guard, g.epoch, g.from_slot, g.before_slot
  from trunkline.guard_grant g where g.pipeline_id = any ($1::int[]) order by g.pipeline_id, g.guard, g.epoch`;

export interface GrantsOfRow {
  pipeline_id: number;
  guard: string;
  epoch: number;
  from_slot: string;
  before_slot: string | null;
}

export async function grantsOf(db: Db, p: { pipelines: readonly number[] }): Promise<GrantsOfRow[]> {
  const { rows } = await db.query<GrantsOfRow>({ name: "ownership.grantsOf", text: grantsOfSql, values: [list(p.pipelines)] });
  return rows;
}

const guardHostsSql = `select g.pipeline_id, g.id, g.host from trunkline.guard g where g.pipeline_id = any ($1::int[])`;

export interface GuardHostsRow {
  pipeline_id: number;
  id: string;
  host: string;
}

export async function guardHosts(db: Db, p: { pipelines: readonly number[] }): Promise<GuardHostsRow[]> {
  const { rows } = await db.query<GuardHostsRow>({ name: "ownership.guardHosts", text: guardHostsSql, values: [list(p.pipelines)] });
  return rows;
}

const claimsOfSql = `select c.pipeline_id, c.slot, c.side, c.run_id
  from trunkline.slot_claim c
 where (c.pipeline_id, c.slot) in (select * from unnest($1::int[], $2::text[]))`;

export interface ClaimsOfRow {
  pipeline_id: number;
  slot: string;
  side: string;
  run_id: string | null;
}

export async function claimsOf(db: Db, p: { pipelines: readonly number[]; slots: readonly string[] }): Promise<ClaimsOfRow[]> {
  const { rows } = await db.query<ClaimsOfRow>({ name: "ownership.claimsOf", text: claimsOfSql, values: [list(p.pipelines), texts(p.slots)] });
  return rows;
}

const claimSlotsSql = `insert into trunkline.slot_claim (pipeline_id, slot, side, run_id, job, guard, unasked)
select x.pipeline_id, x.slot, $1, x.run_id, $2::text, $3::text, $4::boolean
  from unnest($5::int[], $6::text[], $7::bigint[]) x(pipeline_id, slot, run_id)
 order by 1, 2
on conflict do nothing`;

/** The first claim of a slot stays. */
export async function claimSlots(db: Db, p: { side: string; job?: string | null | undefined; guard?: string | null | undefined; unasked: boolean; pipelines: readonly number[]; slots: readonly string[]; runs: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.claimSlots", text: claimSlotsSql, values: [p.side, p.job ?? null, p.guard ?? null, p.unasked, list(p.pipelines), texts(p.slots), p.runs] });
  return rowCount ?? 0;
}

const putGuardSql = `insert into trunkline.guard (pipeline_id, id, host, acknowledged)
values ($1, $2, $3, coalesce($4::int, 0))
on conflict (pipeline_id, id) do update
   set host = excluded.host, asked_at = now(), acknowledged = greatest(guard.acknowledged, excluded.acknowledged)`;

/** A host that asks; acknowledged: the epoch that it says to hold. */
export async function putGuard(db: Db, p: { pipeline: number; guard: string; host: string; acknowledged?: number | null | undefined }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.putGuard", text: putGuardSql, values: [p.pipeline, p.guard, p.host, p.acknowledged ?? null] });
  return rowCount ?? 0;
}

const putGuardJobSql = `insert into trunkline.guard_job (pipeline_id, job) values ($1, $2)
on conflict (pipeline_id, job) do update set asked_at = now()`;

/** A guard has asked for a job. */
export async function putGuardJob(db: Db, p: { pipeline: number; job: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.putGuardJob", text: putGuardJobSql, values: [p.pipeline, p.job] });
  return rowCount ?? 0;
}

const guardJobsSql = `select g.pipeline_id, g.job, (extract(epoch from g.asked_at) * 1000)::float8 as "asked"
  from trunkline.guard_job g where g.pipeline_id = any ($1::int[])`;

export interface GuardJobsRow {
  pipeline_id: number;
  job: string;
  asked: number;
}

/** When a guard has last asked for each job of pipelines. */
export async function guardJobs(db: Db, p: { pipelines: readonly number[] }): Promise<GuardJobsRow[]> {
  const { rows } = await db.query<GuardJobsRow>({ name: "ownership.guardJobs", text: guardJobsSql, values: [list(p.pipelines)] });
  return rows;
}

const dropGrantsSql = `delete from trunkline.guard_grant where pipeline_id = $1 and guard = $2`;

export async function dropGrants(db: Db, p: { pipeline: number; guard: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.dropGrants", text: dropGrantsSql, values: [p.pipeline, p.guard] });
  return rowCount ?? 0;
}

const insertGrantsSql = `insert into trunkline.guard_grant (pipeline_id, guard, epoch, from_slot, before_slot)
select $1, $2, x.epoch, x.from_slot, x.before_slot
  from unnest($3::int[], $4::text[], $5::text[]) x(epoch, from_slot, before_slot)`;

export async function insertGrants(db: Db, p: { pipeline: number; guard: string; epochs: readonly number[]; froms: readonly string[]; befores: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.insertGrants", text: insertGrantsSql, values: [p.pipeline, p.guard, list(p.epochs), texts(p.froms), texts(p.befores)] });
  return rowCount ?? 0;
}

const putOwnershipSql = `with put as (
  insert into trunkline.ownership (pipeline_id, slots, ahead)
  select x.pipeline_id, x.slots, x.ahead_ms * interval '1 millisecond'
    from unnest($1::int[], $2::text[], $3::bigint[]) x(pipeline_id, slots, ahead_ms)
   order by 1
  on conflict (pipeline_id) do update set slots = excluded.slots, ahead = excluded.ahead
  returning pipeline_id)
update trunkline.pipeline p set guarded = true from put where p.id = put.pipeline_id and not p.guarded`;

/** Pipelines whose waves have guards; one that has no more keeps its row, for guards that still ask. */
export async function putOwnership(db: Db, p: { pipelines: readonly number[]; slots: readonly string[]; aheads: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.putOwnership", text: putOwnershipSql, values: [list(p.pipelines), texts(p.slots), p.aheads] });
  return rowCount ?? 0;
}

const insertHandOversSql = `insert into trunkline.hand_over (pipeline_id, epoch, side, from_slot, policy, revision_id)
select x.pipeline_id, x.epoch, x.side, x.from_slot, x.policy, $1
  from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::text[])
       x(pipeline_id, epoch, side, from_slot, policy)`;

export async function insertHandOvers(db: Db, p: { revision: number; pipelines: readonly number[]; epochs: readonly number[]; sides: readonly string[]; froms: readonly string[]; policies: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.insertHandOvers", text: insertHandOversSql, values: [p.revision, list(p.pipelines), list(p.epochs), texts(p.sides), texts(p.froms), texts(p.policies)] });
  return rowCount ?? 0;
}

const guardedRunsSql = `select r.id, r.pipeline_id, o.slots, r.due_at, r.business_date
  from trunkline.run r join trunkline.ownership o on o.pipeline_id = r.pipeline_id
 where r.id = any ($1::bigint[]) and r.trigger_kind in ('schedule', 'after', 'message', 'task')`;

export interface GuardedRunsRow {
  id: string;
  pipeline_id: number;
  slots: string;
  due_at: Date;
  business_date: string;
}

/** Of these runs those of guarded pipelines that are for a slot: no person asked for them. */
export async function guardedRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<GuardedRunsRow[]> {
  const { rows } = await db.query<GuardedRunsRow>({ name: "ownership.guardedRuns", text: guardedRunsSql, values: [p.runs] });
  return rows;
}

const judgeGuardedSql = `select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r
 where r.pipeline_id = $1 and r.state = 'waiting' and r.gated
having count(*) > 0`;

/** Has runs of a pipeline that wait judged again: whose their slots are has changed. */
export async function judgeGuarded(db: Db, p: { pipeline: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "ownership.judgeGuarded", text: judgeGuardedSql, values: [p.pipeline] });
  return rowCount ?? 0;
}

const guardedPipelineSql = `select p.id, o.slots, p.class_id, now() as "now",
       (select j.job from trunkline.legacy_job j where j.pipeline_id = p.id and j.task = coalesce($1::text, '') limit 1) as "job",
       case when $1::text is null then true
            else exists (select from json_array_elements(v.spec::json -> 'tasks') t where t ->> 'name' = $1) end as "has_task"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id and j.name = $2
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.ownership o on o.pipeline_id = p.id
 where p.name = $3 and p.removed_at is null`;

export interface GuardedPipelineRow {
  id: number;
  slots: string;
  class_id: number | null;
  now: Date;
  job: string | null;
  has_task: boolean;
}

/** A pipeline that a guard may ask for, and whether the task that it names is one of it; no row where no guard is foreseen. */
export async function guardedPipeline(db: Db, p: { task?: string | null | undefined; project: string; pipeline: string }): Promise<GuardedPipelineRow | undefined> {
  const { rows } = await db.query<GuardedPipelineRow>({ name: "ownership.guardedPipeline", text: guardedPipelineSql, values: [p.task ?? null, p.project, p.pipeline] });
  return rows[0];
}

const followedSlotSql = `select c.side, r.id as "run", r.state as "state", r.finished_at,
       t.state as "task_state", t.exit_code as "exit_code"
  from trunkline.slot_claim c
  left join trunkline.run r on r.id = c.run_id
  left join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  left join trunkline.task_run t on t.run_id = r.id
                                and t.idx = (select i.n - 1 from json_array_elements(v.spec::json -> 'tasks') with ordinality i(task, n)
                                              where i.task ->> 'name' = $1::text)
 where c.pipeline_id = $2 and c.slot = $3`;

export interface FollowedSlotRow {
  side: string;
  run: string | null;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  finished_at: Date | null;
  task_state: "waiting" | "ready" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  exit_code: number | null;
}

/** Our run for a slot, and of its tasks the one with the name; without a row nothing has started for it here. */
export async function followedSlot(db: Db, p: { task?: string | null | undefined; pipeline: number; slot: string }): Promise<FollowedSlotRow | undefined> {
  const { rows } = await db.query<FollowedSlotRow>({ name: "ownership.followedSlot", text: followedSlotSql, values: [p.task ?? null, p.pipeline, p.slot] });
  return rows[0];
}
