// Generated from legacy-holds.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putLegacyHoldsSql = `with put as (
  insert into trunkline.legacy_hold as h (project_id, wave, source, job, state, how, read_at, line, actor)
  select $1, $2, $3, x.job, x.state, $4, $5, x.line, $6
    from jsonb_to_recordset($7::jsonb) x(job text, state text, line text)
   order by x.job
  on conflict (project_id, wave, job, source) do update
     set state = excluded.state, how = excluded.how, read_at = excluded.read_at, line = excluded.line, actor = excluded.actor
   where excluded.read_at >= h.read_at
  returning 1)
select count(*)::int as "kept" from put`;

export interface PutLegacyHoldsRow {
  kept: number;
}

/** holds: each job once. A reading that is older than the one that is there changes nothing. */
export async function putLegacyHolds(db: Db, p: { project: number; wave: string; source: string; how: string; readAt: Date | string; actor: string; holds: unknown }): Promise<PutLegacyHoldsRow | undefined> {
  const { rows } = await db.query<PutLegacyHoldsRow>({ name: "legacy-holds.putLegacyHolds", text: putLegacyHoldsSql, values: [p.project, p.wave, p.source, p.how, p.readAt, p.actor, json(p.holds)] });
  return rows[0];
}

const listLegacyHoldsSql = `select h.wave, h.job, h.source, h.state, h.how, h.read_at, h.line, h.actor
  from trunkline.legacy_hold h
 where h.project_id = $1 and ($2::text is null or h.wave = $2)
 order by h.wave, h.job, h.source`;

export interface ListLegacyHoldsRow {
  wave: string;
  job: string;
  source: string;
  state: string;
  how: string;
  read_at: Date;
  line: string;
  actor: string;
}

export async function listLegacyHolds(db: Db, p: { project: number; wave?: string | null | undefined }): Promise<ListLegacyHoldsRow[]> {
  const { rows } = await db.query<ListLegacyHoldsRow>({ name: "legacy-holds.listLegacyHolds", text: listLegacyHoldsSql, values: [p.project, p.wave ?? null] });
  return rows;
}

const judgeHeldSql = `select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where p.project_id = $1 and p.wave = $2 and p.hold_within is not null and r.state = 'waiting' and r.gated
having count(*) > 0`;

/** Has runs of a wave that wait judged again: what is known of its holds has changed. */
export async function judgeHeld(db: Db, p: { project: number; wave: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-holds.judgeHeld", text: judgeHeldSql, values: [p.project, p.wave] });
  return rowCount ?? 0;
}

const cutoverPipelinesSql = `select p.id, p.name, p.stage as "stage", p.pipeline_revision_id as "revision"
  from trunkline.pipeline p
 where p.project_id = $1 and p.wave = $2 and p.removed_at is null
   and ($3::int[] is null or p.class_id = any ($3))
 order by p.name`;

export interface CutoverPipelinesRow {
  id: number;
  name: string;
  stage: string;
  revision: number;
}

/** Of a wave, as they are deployed. classes: those that may be seen; null: all. */
export async function cutoverPipelines(db: Db, p: { project: number; wave: string; classes?: readonly number[] | null | undefined }): Promise<CutoverPipelinesRow[]> {
  const { rows } = await db.query<CutoverPipelinesRow>({ name: "legacy-holds.cutoverPipelines", text: cutoverPipelinesSql, values: [p.project, p.wave, list(p.classes)] });
  return rows;
}

const projectPipelinesSql = `select p.name, p.class_id as "class_id", p.pipeline_revision_id as "revision"
  from trunkline.pipeline p
 where p.project_id = $1 and p.removed_at is null
 order by p.name limit $2`;

export interface ProjectPipelinesRow {
  name: string;
  class_id: number | null;
  revision: number;
}

/** All of a project as they are deployed, by name. */
export async function projectPipelines(db: Db, p: { project: number; limit: string | number | bigint }): Promise<ProjectPipelinesRow[]> {
  const { rows } = await db.query<ProjectPipelinesRow>({ name: "legacy-holds.projectPipelines", text: projectPipelinesSql, values: [p.project, p.limit] });
  return rows;
}

const cutoverGuardsSql = `select p.name as pipeline, g.host, g.asked_at, g.acknowledged,
       (select max(h.epoch) from trunkline.hand_over h where h.pipeline_id = p.id) as "epoch"
  from trunkline.guard g join trunkline.pipeline p on p.id = g.pipeline_id
 where g.pipeline_id = any ($1::int[])
 order by p.name, g.host, g.id`;

export interface CutoverGuardsRow {
  pipeline: string;
  host: string;
  asked_at: Date;
  acknowledged: number;
  epoch: number;
}

/** epoch: the newest hand-over of the pipeline, that a guard is to know. */
export async function cutoverGuards(db: Db, p: { pipelines: readonly number[] }): Promise<CutoverGuardsRow[]> {
  const { rows } = await db.query<CutoverGuardsRow>({ name: "legacy-holds.cutoverGuards", text: cutoverGuardsSql, values: [list(p.pipelines)] });
  return rows;
}

const legacyInFlightSql = `select n.job, n.source, n.started_at as "started_at", n.end_known
  from (select distinct on (r.job, r.source_id) r.job, s.name as source, r.started_at, r.end_known
          from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
         where r.project_id = $1 and r.job = any ($2::text[]) and r.started_at > now() - interval '8 days'
         order by r.job, r.source_id, r.started_at desc, r.id desc) n
 where n.end_known <> 'value'
 order by n.job, n.source`;

export interface LegacyInFlightRow {
  job: string;
  source: string;
  started_at: Date;
  end_known: string;
}

/** The newest run of each job from each source, where nobody was told of its end. */
export async function legacyInFlight(db: Db, p: { project: number; jobs: readonly string[] }): Promise<LegacyInFlightRow[]> {
  const { rows } = await db.query<LegacyInFlightRow>({ name: "legacy-holds.legacyInFlight", text: legacyInFlightSql, values: [p.project, texts(p.jobs)] });
  return rows;
}

const raisedOutsideSql = `select r.name as "name" from trunkline.raised_event r where r.project_id = $1
union
select e.name from trunkline.event e where e.project_id = $1 and e.run_id is null
 order by 1`;

export interface RaisedOutsideRow {
  name: string;
}

/** Events that somebody set who is no run: by hand, by another scheduler, or with the end of a job there. */
export async function raisedOutside(db: Db, p: { project: number }): Promise<RaisedOutsideRow[]> {
  const { rows } = await db.query<RaisedOutsideRow>({ name: "legacy-holds.raisedOutside", text: raisedOutsideSql, values: [p.project] });
  return rows;
}

const putHoldsWithinSql = `with changed as (
  update trunkline.pipeline p set hold_within = x.within_ms * interval '1 millisecond'
    from unnest($1::int[], $2::bigint[]) x(pipeline, within_ms)
   where p.id = x.pipeline and p.hold_within is distinct from x.within_ms * interval '1 millisecond'
     and (x.within_ms is not null or p.makes_runs)
  returning p.id)
select trunkline.ask_waits(array_agg(r.id), array_fill(-1, array[count(*)::int]))
  from trunkline.run r join changed c on c.id = r.pipeline_id
 where r.state = 'waiting' and r.gated
having count(*) > 0`;

/**
 * How old read-backs of pipelines may be; null: nothing is asked of them. What waits for a proof while its wave goes back goes on
 * waiting: the other scheduler starts again then.
 */
export async function putHoldsWithin(db: Db, p: { pipelines: readonly number[]; withins: readonly (string | number | bigint)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-holds.putHoldsWithin", text: putHoldsWithinSql, values: [list(p.pipelines), p.withins] });
  return rowCount ?? 0;
}

const heldRunsSql = `select r.id, p.project_id, p.wave as "wave", coalesce(p.pipeline_revision_id, r.pipeline_revision_id) as "revision",
       (extract(epoch from p.hold_within) * 1000)::bigint as "within_ms", now() as "now"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id = any ($1::bigint[]) and p.hold_within is not null and p.wave is not null
   and r.trigger_kind in ('schedule', 'after', 'message', 'task')`;

export interface HeldRunsRow {
  id: string;
  project_id: number;
  wave: string;
  revision: number;
  within_ms: string;
  now: Date;
}

/** Of these runs those that a proof of holds is asked of: no person asked for them. */
export async function heldRuns(db: Db, p: { runs: readonly (string | number | bigint)[] }): Promise<HeldRunsRow[]> {
  const { rows } = await db.query<HeldRunsRow>({ name: "legacy-holds.heldRuns", text: heldRunsSql, values: [p.runs] });
  return rows;
}

const legacyOutcomesSql = `select distinct on (r.job) r.job, r.source_id, s.name as source, r.business_date as "date", r.started_at as "started_at",
       coalesce(r.ended_at, r.started_at) as "ended_at", r.ended_at is null and r.end_known = 'absent' as "is_open",
       r.outcome, r.exit
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
 where r.project_id = $1 and r.job = any ($2::text[]) and r.started_at is not null
 order by r.job, r.started_at desc, r.id desc`;

export interface LegacyOutcomesRow {
  job: string;
  source_id: number;
  source: string;
  date: string | null;
  started_at: Date;
  ended_at: Date;
  is_open: boolean;
  outcome: string | null;
  exit: number | null;
}

/** The newest run of each job that has started. */
export async function legacyOutcomes(db: Db, p: { project: number; jobs: readonly string[] }): Promise<LegacyOutcomesRow[]> {
  const { rows } = await db.query<LegacyOutcomesRow>({ name: "legacy-holds.legacyOutcomes", text: legacyOutcomesSql, values: [p.project, texts(p.jobs)] });
  return rows;
}

const legacyIterationsSql = `select x.job as "job", greatest(1, count(*), max(r.ordinal))::int as "iterations"
  from unnest($1::text[], $2::int[], $3::date[], $4::timestamptz[]) x(job, source, date, begins)
  join trunkline.legacy_run r on r.project_id = $5 and r.job = x.job and r.source_id = x.source
                             and r.started_at is not null and coalesce(r.business_date = x.date, r.started_at >= x.begins)
 group by x.job`;

export interface LegacyIterationsRow {
  job: string;
  iterations: number;
}

/** How many runs of a job one source knows to have begun on a date; where it has no dates, since the date began. */
export async function legacyIterations(db: Db, p: { jobs: readonly string[]; sources: readonly number[]; dates: readonly string[]; begins: readonly (Date | string)[]; project: number }): Promise<LegacyIterationsRow[]> {
  const { rows } = await db.query<LegacyIterationsRow>({ name: "legacy-holds.legacyIterations", text: legacyIterationsSql, values: [texts(p.jobs), list(p.sources), p.dates, p.begins, p.project] });
  return rows;
}

const takeOverRunsSql = `select trunkline.take_over_runs($1, $2::jsonb, $3) as "taken"`;

export interface TakeOverRunsRow {
  taken: number;
}

export async function takeOverRuns(db: Db, p: { project: number; runs: unknown; actor: string }): Promise<TakeOverRunsRow | undefined> {
  const { rows } = await db.query<TakeOverRunsRow>({ name: "legacy-holds.takeOverRuns", text: takeOverRunsSql, values: [p.project, json(p.runs), p.actor] });
  return rows[0];
}

const takeUpDatesSql = `select t.pipeline_id as "pipeline_id", t.run_id as "run_id" from trunkline.take_up_dates($1, $2::jsonb) t`;

export interface TakeUpDatesRow {
  pipeline_id: number;
  run_id: string;
}

export async function takeUpDates(db: Db, p: { revision: number; runs: unknown }): Promise<TakeUpDatesRow[]> {
  const { rows } = await db.query<TakeUpDatesRow>({ name: "legacy-holds.takeUpDates", text: takeUpDatesSql, values: [p.revision, json(p.runs)] });
  return rows;
}

const variableNamesSql = `select v.name from trunkline.variable v where v.project_id = $1`;

export interface VariableNamesRow {
  name: string;
}

export async function variableNames(db: Db, p: { project: number }): Promise<VariableNamesRow[]> {
  const { rows } = await db.query<VariableNamesRow>({ name: "legacy-holds.variableNames", text: variableNamesSql, values: [p.project] });
  return rows;
}
