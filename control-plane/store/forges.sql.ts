// Generated from forges.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const wishOnForgeSql = `insert into trunkline.forge_act (project_id, key, desired) values ($1, $2, $3)
on conflict (project_id, key) do update
   set desired = excluded.desired, version = forge_act.version + 1, state = 'waiting', attempts = 0, fault = null,
       created_at = now(), next_at = now()
 where forge_act.desired is distinct from excluded.desired`;

/** What an object on the forge is to be. The same wish again changes nothing, also while it is being brought. */
export async function wishOnForge(db: Db, p: { project: number; key: string; desired: unknown }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.wishOnForge", text: wishOnForgeSql, values: [p.project, p.key, json(p.desired)] });
  return rowCount ?? 0;
}

const takeForgeActsSql = `update trunkline.forge_act a
   set attempts = a.attempts + 1, next_at = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where a.id in (
   select x.id from trunkline.forge_act x
    where x.state = 'waiting' and x.next_at <= clock_timestamp() and x.project_id = $2
    order by x.next_at limit $3::int for update skip locked)
returning a.id, a.key, a.desired, a.version, a.done, a.attempts, a.created_at, clock_timestamp() as "now"`;

export interface TakeForgeActsRow {
  id: string;
  key: string;
  desired: unknown;
  version: number;
  done: unknown;
  attempts: number;
  created_at: Date;
  now: Date;
}

/** What is to be tried now, for this server alone for leaseMs: one that dies lets it go with time. */
export async function takeForgeActs(db: Db, p: { leaseMs: string | number | bigint; project: number; limit: number }): Promise<TakeForgeActsRow[]> {
  const { rows } = await db.query<TakeForgeActsRow>({ name: "forges.takeForgeActs", text: takeForgeActsSql, values: [p.leaseMs, p.project, p.limit] });
  return rows;
}

const keepForgeDoneSql = `update trunkline.forge_act set done = $1, next_at = clock_timestamp() + $2::bigint * interval '1 millisecond'
 where id = $3`;

/** After each request that made something, whatever becomes of the rest. */
export async function keepForgeDone(db: Db, p: { done: unknown; leaseMs: string | number | bigint; id: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.keepForgeDone", text: keepForgeDoneSql, values: [json(p.done), p.leaseMs, p.id] });
  return rowCount ?? 0;
}

const settleForgeActSql = `update trunkline.forge_act
   set state = case when version = $1 then $2 else 'waiting' end,
       fault = case when version = $1 then $3 end, next_at = clock_timestamp()
 where id = $4`;

/** A wish that was replaced meanwhile is brought next. */
export async function settleForgeAct(db: Db, p: { version: number; state: string; fault?: string | null | undefined; id: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.settleForgeAct", text: settleForgeActSql, values: [p.version, p.state, p.fault ?? null, p.id] });
  return rowCount ?? 0;
}

const retryForgeActSql = `update trunkline.forge_act
   set fault = case when version = $1 then $2 end,
       next_at = case when version = $1 then clock_timestamp() + $3::bigint * interval '1 millisecond' else clock_timestamp() end
 where id = $4`;

export async function retryForgeAct(db: Db, p: { version: number; fault: string; delayMs: string | number | bigint; id: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.retryForgeAct", text: retryForgeActSql, values: [p.version, p.fault, p.delayMs, p.id] });
  return rowCount ?? 0;
}

const reviveForgeActsSql = `update trunkline.forge_act
   set state = 'waiting', attempts = 0, created_at = now(), next_at = now()
 where project_id = $1 and state = 'dead' and next_at > now() - $2::bigint * interval '1 millisecond'`;

/** Once more, after what was wrong may have been mended. */
export async function reviveForgeActs(db: Db, p: { project: number; withinMs: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.reviveForgeActs", text: reviveForgeActsSql, values: [p.project, p.withinMs] });
  return rowCount ?? 0;
}

const nextForgeActSql = `select (select min(a.next_at) from trunkline.forge_act a where a.state = 'waiting' and a.project_id = $1) as "at",
       clock_timestamp() as "now"`;

export interface NextForgeActRow {
  at: Date | null;
  now: Date;
}

export async function nextForgeAct(db: Db, p: { project: number }): Promise<NextForgeActRow | undefined> {
  const { rows } = await db.query<NextForgeActRow>({ name: "forges.nextForgeAct", text: nextForgeActSql, values: [p.project] });
  return rows[0];
}

const forgetForgeActsSql = `delete from trunkline.forge_act a
 where a.project_id = $1 and a.state <> 'waiting' and a.next_at < now() - $2::bigint * interval '1 millisecond'`;

/** What was brought long ago, and what was given up. */
export async function forgetForgeActs(db: Db, p: { project: number; keepMs: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.forgetForgeActs", text: forgetForgeActsSql, values: [p.project, p.keepMs] });
  return rowCount ?? 0;
}

const forgeTroublesSql = `select p.name as project, a.key, a.state, a.attempts, a.fault as "fault", a.created_at, a.next_at
  from trunkline.forge_act a join trunkline.project p on p.id = a.project_id
 where a.fault is not null and a.state <> 'done' and a.created_at > now() - interval '30 days'
 order by a.created_at limit 100`;

export interface ForgeTroublesRow {
  project: string;
  key: string;
  state: string;
  attempts: number;
  fault: string;
  created_at: Date;
  next_at: Date;
}

/** What could not be brought in the last 30 days: given up, or tried in vain so far. */
export async function forgeTroubles(db: Db): Promise<ForgeTroublesRow[]> {
  const { rows } = await db.query<ForgeTroublesRow>({ name: "forges.forgeTroubles", text: forgeTroublesSql });
  return rows;
}

const forgeFiguresSql = `select count(*) filter (where a.state = 'waiting')::int as "waiting", count(*) filter (where a.state = 'dead')::int as "dead",
       coalesce(extract(epoch from clock_timestamp() - min(a.created_at) filter (where a.state = 'waiting')), 0)::float8 as "oldest_seconds"
  from trunkline.forge_act a
 where a.state <> 'done' and a.created_at > now() - interval '30 days'`;

export interface ForgeFiguresRow {
  waiting: number;
  dead: number;
  oldest_seconds: number;
}

export async function forgeFigures(db: Db): Promise<ForgeFiguresRow | undefined> {
  const { rows } = await db.query<ForgeFiguresRow>({ name: "forges.forgeFigures", text: forgeFiguresSql });
  return rows[0];
}

const hearDeliverySql = `insert into trunkline.forge_delivery (target, key)
select $1, k from unnest($2::text[]) k
 where not exists (select from trunkline.forge_delivery d where d.target = $1 and d.key = any ($2::text[]))
on conflict do nothing returning key`;

export interface HearDeliveryRow {
  key: string;
}

/** No row: it was heard before. Nothing is kept of one that is delivered again under another id. */
export async function hearDelivery(db: Db, p: { target: string; keys: readonly string[] }): Promise<HearDeliveryRow[]> {
  const { rows } = await db.query<HearDeliveryRow>({ name: "forges.hearDelivery", text: hearDeliverySql, values: [p.target, texts(p.keys)] });
  return rows;
}

const forgetDeliveriesSql = `delete from trunkline.forge_delivery where received_at < now() - $1::bigint * interval '1 millisecond'`;

export async function forgetDeliveries(db: Db, p: { keepMs: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.forgetDeliveries", text: forgetDeliveriesSql, values: [p.keepMs] });
  return rowCount ?? 0;
}

const plannedChangesSql = `select c.number, c.head_commit, c.base_commit, c.plan_digest from trunkline.forge_change c where c.project_id = $1`;

export interface PlannedChangesRow {
  number: number;
  head_commit: string;
  base_commit: string | null;
  plan_digest: string;
}

export async function plannedChanges(db: Db, p: { project: number }): Promise<PlannedChangesRow[]> {
  const { rows } = await db.query<PlannedChangesRow>({ name: "forges.plannedChanges", text: plannedChangesSql, values: [p.project] });
  return rows;
}

const keepPlannedChangeSql = `insert into trunkline.forge_change (project_id, number, head_commit, base_commit, plan_digest)
values ($1, $2, $3, $4, $5)
on conflict (project_id, number) do update
   set head_commit = excluded.head_commit, base_commit = excluded.base_commit, plan_digest = excluded.plan_digest,
       planned_at = now()`;

export async function keepPlannedChange(db: Db, p: { project: number; number: number; head: string; base?: string | null | undefined; digest: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.keepPlannedChange", text: keepPlannedChangeSql, values: [p.project, p.number, p.head, p.base ?? null, p.digest] });
  return rowCount ?? 0;
}

const forgetChangesSql = `delete from trunkline.forge_change c where c.project_id = $1 and c.number <> all ($2::int[])`;

/** Those that are no longer open. */
export async function forgetChanges(db: Db, p: { project: number; open: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.forgetChanges", text: forgetChangesSql, values: [p.project, list(p.open)] });
  return rowCount ?? 0;
}

const newestRevisionSql = `select p.id, p.environment, p.observed_commit, p.sync_state, p.sync_reason, p.held_plan_hash,
       r.id as "revision", r.commit_oid as "commit", r.base_id as "base", r.applied_at as "applied_at",
       (select count(*) from trunkline.pipeline_source s where s.project_id = p.id and s.broken)::int as "broken"
  from trunkline.project p left join trunkline.revision r on r.id = p.revision_id
 where p.name = $1`;

export interface NewestRevisionRow {
  id: number;
  environment: string;
  observed_commit: string | null;
  sync_state: string;
  sync_reason: string | null;
  held_plan_hash: string | null;
  revision: number | null;
  commit: string | null;
  base: number | null;
  applied_at: Date | null;
  broken: number;
}

/** Where the project stands, for those who watch on the forge. */
export async function newestRevision(db: Db, p: { name: string }): Promise<NewestRevisionRow | undefined> {
  const { rows } = await db.query<NewestRevisionRow>({ name: "forges.newestRevision", text: newestRevisionSql, values: [p.name] });
  return rows[0];
}

const revisionsWithoutChangeSql = `select r.id, r.commit_oid from trunkline.revision r join trunkline.project p on p.id = r.project_id
 where p.name = $1 and not r.uncommitted and not coalesce(r.evidence, '{}') ? 'change'
   and r.applied_at > now() - $2::bigint * interval '1 millisecond'
 order by r.id desc limit 5`;

export interface RevisionsWithoutChangeRow {
  id: number;
  commit_oid: string;
}

/** Deployed while the forge was not asked or did not answer, newest first. */
export async function revisionsWithoutChange(db: Db, p: { name: string; withinMs: string | number | bigint }): Promise<RevisionsWithoutChangeRow[]> {
  const { rows } = await db.query<RevisionsWithoutChangeRow>({ name: "forges.revisionsWithoutChange", text: revisionsWithoutChangeSql, values: [p.name, p.withinMs] });
  return rows;
}

const attachChangeSql = `update trunkline.revision r
   set evidence = coalesce(r.evidence, '{}') || jsonb_build_object('change', $1::jsonb),
       change_number = coalesce($2, r.change_number), approvers = coalesce($3::text[], r.approvers)
 where r.id = $4`;

/** What the forge says of a revision that is deployed already; null: it knows of no change. */
export async function attachChange(db: Db, p: { change: unknown; number?: string | null | undefined; approvers?: readonly string[] | null | undefined; id: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "forges.attachChange", text: attachChangeSql, values: [json(p.change), p.number ?? null, texts(p.approvers), p.id] });
  return rowCount ?? 0;
}

const isWishedSql = `select a.id from trunkline.forge_act a where a.project_id = $1 and a.key = $2`;

export interface IsWishedRow {
  id: string;
}

export async function isWished(db: Db, p: { project: number; key: string }): Promise<IsWishedRow[]> {
  const { rows } = await db.query<IsWishedRow>({ name: "forges.isWished", text: isWishedSql, values: [p.project, p.key] });
  return rows;
}
