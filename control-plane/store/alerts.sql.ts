// Generated from alerts.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putAlertSourceSql = `insert into trunkline.alert_source as s (name, project_id, content) values ($1, $2::int, $3::jsonb)
on conflict (name) do update set content = excluded.content, changed_at = now()
 where s.content is distinct from excluded.content
returning name`;

export interface PutAlertSourceRow {
  name: string;
}

/** No row where it is that already. */
export async function putAlertSource(db: Db, p: { name: string; project?: number | null | undefined; content: unknown }): Promise<PutAlertSourceRow | undefined> {
  const { rows } = await db.query<PutAlertSourceRow>({ name: "alerts.putAlertSource", text: putAlertSourceSql, values: [p.name, p.project ?? null, json(p.content)] });
  return rows[0];
}

const dropAlertSourceSql = `delete from trunkline.alert_source where name = $1 returning name`;

export interface DropAlertSourceRow {
  name: string;
}

export async function dropAlertSource(db: Db, p: { name: string }): Promise<DropAlertSourceRow | undefined> {
  const { rows } = await db.query<DropAlertSourceRow>({ name: "alerts.dropAlertSource", text: dropAlertSourceSql, values: [p.name] });
  return rows[0];
}

const alertSourcesSql = `select s.name, s.content, j.name as "project" from trunkline.alert_source s
  left join trunkline.project j on j.id = s.project_id
 where s.project_id is null or j.registration <> 'removed'
 order by s.project_id nulls first, s.name`;

export interface AlertSourcesRow {
  name: string;
  content: unknown;
  project: string | null;
}

/** Those of projects with their names; of removed ones nothing. */
export async function alertSources(db: Db): Promise<AlertSourcesRow[]> {
  const { rows } = await db.query<AlertSourcesRow>({ name: "alerts.alertSources", text: alertSourcesSql });
  return rows;
}

const lockAlertsSql = `select pg_try_advisory_xact_lock(14, 0) as "locked", clock_timestamp() as "now"`;

export interface LockAlertsRow {
  locked: boolean;
  now: Date;
}

/** One server at a time looks at what has happened, in its transaction. */
export async function lockAlerts(db: Db): Promise<LockAlertsRow | undefined> {
  const { rows } = await db.query<LockAlertsRow>({ name: "alerts.lockAlerts", text: lockAlertsSql });
  return rows[0];
}

const signalAlertsSql = `select trunkline.signal_alerts($1, $2, $3)`;

/** Notes what has happened to runs, in its transaction; where nobody routes alerts nothing. */
export async function signalAlerts(db: Db, p: { runs: readonly (string | number | bigint)[]; types: readonly string[]; details: readonly unknown[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "alerts.signalAlerts", text: signalAlertsSql, values: [p.runs, texts(p.types), p.details.map(json)] });
  return rowCount ?? 0;
}

const takeSignalsSql = `with taken as (
  delete from trunkline.alert_signal s
   where s.id in (select x.id from trunkline.alert_signal x order by x.id limit $1::int)
  returning s.*)
select t.id as "id", t.run_id as "run_id", t.type as "type", t.detail as "detail", t.at as "at" from taken t order by t.id`;

export interface TakeSignalsRow {
  id: string;
  run_id: string;
  type: string;
  detail: unknown;
  at: Date;
}

/** In the order in which they came. */
export async function takeSignals(db: Db, p: { limit: number }): Promise<TakeSignalsRow[]> {
  const { rows } = await db.query<TakeSignalsRow>({ name: "alerts.takeSignals", text: takeSignalsSql, values: [p.limit] });
  return rows;
}

const openAlertsSql = `select a.* from trunkline.alert a where a.key = any ($1::text[]) and a.state <> 'resolved'`;

export interface OpenAlertsRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

/** Those that are not over, of these keys. */
export async function openAlerts(db: Db, p: { keys: readonly string[] }): Promise<OpenAlertsRow[]> {
  const { rows } = await db.query<OpenAlertsRow>({ name: "alerts.openAlerts", text: openAlertsSql, values: [texts(p.keys)] });
  return rows;
}

const openAlertsOfKindSql = `select a.id, a.key from trunkline.alert a where a.kind = $1 and a.state <> 'resolved'`;

export interface OpenAlertsOfKindRow {
  id: string;
  key: string;
}

export async function openAlertsOfKind(db: Db, p: { kind: string }): Promise<OpenAlertsOfKindRow[]> {
  const { rows } = await db.query<OpenAlertsOfKindRow>({ name: "alerts.openAlertsOfKind", text: openAlertsOfKindSql, values: [p.kind] });
  return rows;
}

const openAlertSql = `insert into trunkline.alert (key, kind, severity, state, project_id, pipeline_id, run_id, cause_id, event, output, routes, happened_at,
                             next_at, resolved_at)
values ($1, $2, $3, case when $4 then 'resolved' else 'open' end, $5::int, $6::int, $7::bigint,
        $8::bigint, $9::jsonb, $10::jsonb, $11::jsonb, $12, $13::timestamptz, case when $4 then now() end)
returning id`;

export interface OpenAlertRow {
  id: string;
}

/** over: news, which nobody has to do anything about. */
export async function openAlert(db: Db, p: { key: string; kind: string; severity: string; over: boolean; project?: number | null | undefined; pipeline?: number | null | undefined; run?: string | number | bigint | null | undefined; cause?: string | number | bigint | null | undefined; event: unknown; output?: unknown | null | undefined; routes: unknown; happened: Date | string; next?: Date | string | null | undefined }): Promise<OpenAlertRow | undefined> {
  const { rows } = await db.query<OpenAlertRow>({ name: "alerts.openAlert", text: openAlertSql, values: [p.key, p.kind, p.severity, p.over, p.project ?? null, p.pipeline ?? null, p.run ?? null, p.cause ?? null, json(p.event), json(p.output), json(p.routes), p.happened, p.next ?? null] });
  return rows[0];
}

const changeAlertSql = `update trunkline.alert a
   set severity = $1, run_id = coalesce($2::bigint, a.run_id), event = $3::jsonb, output = coalesce($4::jsonb, a.output),
       routes = $5::jsonb, count = a.count + $6::int, happened_at = $7, next_at = $8::timestamptz
 where a.id = $9`;

/** It has happened again, or more of it is known. */
export async function changeAlert(db: Db, p: { severity: string; run?: string | number | bigint | null | undefined; event: unknown; output?: unknown | null | undefined; routes: unknown; more: number; happened: Date | string; next?: Date | string | null | undefined; id: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "alerts.changeAlert", text: changeAlertSql, values: [p.severity, p.run ?? null, json(p.event), json(p.output), json(p.routes), p.more, p.happened, p.next ?? null, p.id] });
  return rowCount ?? 0;
}

const alertsToTellSql = `select a.* from trunkline.alert a
 where a.state = 'open' and a.next_at <= clock_timestamp() order by a.next_at limit $1::int`;

export interface AlertsToTellRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

/** Open ones for which the time of a step or a reminder has come. */
export async function alertsToTell(db: Db, p: { limit: number }): Promise<AlertsToTellRow[]> {
  const { rows } = await db.query<AlertsToTellRow>({ name: "alerts.alertsToTell", text: alertsToTellSql, values: [p.limit] });
  return rows;
}

const nextAlertSql = `select (select min(a.next_at) from trunkline.alert a where a.next_at is not null and a.state = 'open') as "at",
       exists (select from trunkline.alert_signal) as "asked", exists (select from trunkline.alert_source) as "routed",
       clock_timestamp() as "now"`;

export interface NextAlertRow {
  at: Date | null;
  asked: boolean;
  routed: boolean;
  now: Date;
}

/** When somebody is told next, whether something has happened, and whether anybody is told of anything. */
export async function nextAlert(db: Db): Promise<NextAlertRow | undefined> {
  const { rows } = await db.query<NextAlertRow>({ name: "alerts.nextAlert", text: nextAlertSql });
  return rows[0];
}

const resolveAlertsSql = `update trunkline.alert a set state = 'resolved', resolved_at = clock_timestamp(), resolution = x.resolution, next_at = null
  from unnest($1::bigint[], $2::text[]) x(id, resolution)
 where a.id = x.id and a.state <> 'resolved'
returning a.*`;

export interface ResolveAlertsRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

/** As they were when they ended. */
export async function resolveAlerts(db: Db, p: { ids: readonly (string | number | bigint)[]; resolutions: readonly string[] }): Promise<ResolveAlertsRow[]> {
  const { rows } = await db.query<ResolveAlertsRow>({ name: "alerts.resolveAlerts", text: resolveAlertsSql, values: [p.ids, texts(p.resolutions)] });
  return rows;
}

const acknowledgeAlertSql = `update trunkline.alert a
   set state = 'acknowledged', acknowledged_at = clock_timestamp(), acknowledged_by = $1, note = $2::text, next_at = null
 where a.id = $3 and a.state = 'open'
returning a.*`;

export interface AcknowledgeAlertRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

/** Nothing where it is over, or was acknowledged before. */
export async function acknowledgeAlert(db: Db, p: { actor: string; note?: string | null | undefined; id: string | number | bigint }): Promise<AcknowledgeAlertRow | undefined> {
  const { rows } = await db.query<AcknowledgeAlertRow>({ name: "alerts.acknowledgeAlert", text: acknowledgeAlertSql, values: [p.actor, p.note ?? null, p.id] });
  return rows[0];
}

const recoveredSql = `select a.id, a.kind, x.run_id as "run_id", x.finished_at as "finished_at", p.removed_at as "removed_at"
  from trunkline.alert a
  join trunkline.pipeline p on p.id = a.pipeline_id
  left join lateral (
    select r.id as run_id, r.finished_at from trunkline.run r
     where r.pipeline_id = a.pipeline_id and r.id > a.run_id and r.state = 'succeeded' and r.trigger_kind <> 'shadow' order by r.id desc limit 1) x on true
 where a.state <> 'resolved' and a.kind = any ('{failed,too-fast,empty,underrun}') and (x.run_id is not null or p.removed_at is not null)
    or a.kind = 'started-twice' and (a.state = 'acknowledged' or a.state = 'open' and p.removed_at is not null)
 order by a.id limit $1::int`;

export interface RecoveredRow {
  id: string;
  kind: string;
  run_id: string | null;
  finished_at: Date | null;
  removed_at: Date | null;
}

/**
 * Open alerts of runs for which a later run has succeeded, or whose pipeline is gone; of what both schedulers have started no
 * later run is a remedy: it is over once somebody has acknowledged it.
 */
export async function recovered(db: Db, p: { limit: number }): Promise<RecoveredRow[]> {
  const { rows } = await db.query<RecoveredRow>({ name: "alerts.recovered", text: recoveredSql, values: [p.limit] });
  return rows;
}

const causesOfSql = `select x.run_id as "run_id", x.id as "id" from (
  select distinct on (r.id) r.id as run_id, a.id, c.rank
    from trunkline.run r
   cross join lateral (
     select 1 as rank, a.id from trunkline.run k join trunkline.alert a on a.run_id = k.id and a.state <> 'resolved' and a.kind = 'failed'
      where k.parent_run = r.id
      union all
     select 2, a.id from trunkline.alert a where a.run_id = r.id and a.state <> 'resolved' and a.kind = 'failed'
      union all
     select 3, a.id from trunkline.awaited w
       join trunkline.project j on j.name = w.project
       join trunkline.pipeline p on p.project_id = j.id and p.name = w.pipeline and p.removed_at is null
       join trunkline.alert a on a.pipeline_id = p.id and a.state <> 'resolved' and a.kind in ('failed', 'stuck', 'late', 'did-not-start')
      where w.pipeline_id = r.pipeline_id and exists (select from trunkline.wait g where g.run_id = r.id)) c
    join trunkline.alert a on a.id = c.id
   where r.id = any ($1::bigint[])
   order by r.id, c.rank, a.id) x`;

export interface CausesOfRow {
  run_id: string;
  id: string;
}

/**
 * Open alerts of which what happens to a run is a consequence: of a run that it has started, of the run itself, of a
 * pipeline that it waits for.
 */
export async function causesOf(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<CausesOfRow[]> {
  const { rows } = await db.query<CausesOfRow>({ name: "alerts.causesOf", text: causesOfSql, values: [p.runs] });
  return rows;
}

const alertsBelowSql = `select a.cause_id as "cause_id", count(*)::int as "count",
       (array_agg(jsonb_build_object('kind', a.kind, 'run', a.run_id::text,
                                     'pipeline', (a.event ->> 'project') || '/' || (a.event ->> 'pipeline')) order by a.id))[1:10] as "some"
  from trunkline.alert a where a.cause_id = any ($1::bigint[]) group by 1`;

export interface AlertsBelowRow {
  cause_id: string;
  count: number;
  some: unknown[];
}

/** What is told below each of these, a few of each and how many there are. */
export async function alertsBelow(db: Db, p: { ids: readonly (string | number | bigint)[] }): Promise<AlertsBelowRow[]> {
  const { rows } = await db.query<AlertsBelowRow>({ name: "alerts.alertsBelow", text: alertsBelowSql, values: [p.ids] });
  return rows;
}

const alertByIdSql = `select a.* from trunkline.alert a where a.id = $1`;

export interface AlertByIdRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

export async function alertById(db: Db, p: { id: string | number | bigint }): Promise<AlertByIdRow | undefined> {
  const { rows } = await db.query<AlertByIdRow>({ name: "alerts.alertById", text: alertByIdSql, values: [p.id] });
  return rows[0];
}

const listAlertsSql = `select a.id, a.key, a.kind, a.severity, a.state, a.run_id, a.cause_id, a.event, a.routes, a.count, a.happened_at, a.opened_at, a.next_at,
       a.acknowledged_at, a.acknowledged_by, a.note, a.resolved_at, a.resolution, a.pipeline_id, a.project_id, p.class_id as "class_id",
       coalesce((select count(*)::int from trunkline.alert b where b.cause_id = a.id), 0) as "below"
  from trunkline.alert a
  left join trunkline.pipeline p on p.id = a.pipeline_id
 where ($1 or a.state <> 'resolved') and ($2::bigint is null or a.id < $2) and ($3::bigint is null or a.id = $3)
   and ($4::text is null or a.event ->> 'project' = $4)
   and ($5::bigint is null or a.run_id = $5) and ($6::text is null or a.event ->> 'pipeline' = $6)
   and ($7::int[] is null or p.class_id = any ($7)
        or (a.pipeline_id is null and a.event ->> 'project' = any ($8::text[])))
 order by a.id desc limit $9::int`;

export interface ListAlertsRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
  pipeline_id: number | null;
  project_id: number | null;
  class_id: number | null;
  below: number;
}

/** The newest first; with classes those of their pipelines, of projects that are known, and none of the server. */
export async function listAlerts(db: Db, p: { all: boolean; before?: string | number | bigint | null | undefined; id?: string | number | bigint | null | undefined; project?: string | null | undefined; run?: string | number | bigint | null | undefined; pipeline?: string | null | undefined; classes?: readonly number[] | null | undefined; known?: readonly string[] | null | undefined; limit: number }): Promise<ListAlertsRow[]> {
  const { rows } = await db.query<ListAlertsRow>({ name: "alerts.listAlerts", text: listAlertsSql, values: [p.all, p.before ?? null, p.id ?? null, p.project ?? null, p.run ?? null, p.pipeline ?? null, list(p.classes), texts(p.known), p.limit] });
  return rows;
}

const forgetAlertsSql = `with gone as (
  delete from trunkline.alert_message m
   where m.alert_id is null and m.state <> 'waiting' and m.created_at < now() - $1::int * interval '1 day')
delete from trunkline.alert a where a.state = 'resolved' and a.resolved_at < now() - $1::int * interval '1 day'`;

/** What is over for long, and digests and tests of then. */
export async function forgetAlerts(db: Db, p: { days: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "alerts.forgetAlerts", text: forgetAlertsSql, values: [p.days] });
  return rowCount ?? 0;
}

const releaseBelowSql = `update trunkline.alert a set cause_id = null, next_at = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where a.cause_id = any ($2::bigint[]) and a.state = 'open'`;

/** What was told below alerts that are over is looked at again by itself, if it is still open then. */
export async function releaseBelow(db: Db, p: { inMs: string | number | bigint; ids: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "alerts.releaseBelow", text: releaseBelowSql, values: [p.inMs, p.ids] });
  return rowCount ?? 0;
}
