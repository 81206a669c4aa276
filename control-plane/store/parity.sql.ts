// Generated from parity.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const parityJobsSql = `select p.id, p.name as pipeline, p.wave as "wave", p.pipeline_revision_id as "revision", u.since, j.task, j.job, j.system,
       d.pipeline_revision_id as "judged", d.until as "until"
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  join trunkline.expected_until u on u.pipeline_id = p.id
  left join trunkline.parity_job d on d.pipeline_id = p.id and d.task = j.task
 where p.project_id = $1 and p.removed_at is null and p.stage in ('observe', 'shadow')
   and ($2::text is null or p.wave = $2) and ($3::text is null or p.name = $3)
   and ($4::int[] is null or p.class_id = any ($4))
   and ($5::text is null or (p.name, j.task) > ($5, coalesce($6::text, '')))
 order by p.name, j.task
 limit $7::int`;

export interface ParityJobsRow {
  id: number;
  pipeline: string;
  wave: string;
  revision: number;
  since: Date;
  task: string;
  job: string;
  system: string;
  judged: number | null;
  until: string | null;
}

/**
 * What of observed pipelines was a job, with the pipeline's revision. classes: those whose pipelines may be seen; null: all.
 * `judged`, `until`: by which revision and up to which date (without it) it is judged; null: not at all.
 */
export async function parityJobs(db: Db, p: { project: number; wave?: string | null | undefined; pipeline?: string | null | undefined; classes?: readonly number[] | null | undefined; after?: string | null | undefined; afterTask?: string | null | undefined; limit: number }): Promise<ParityJobsRow[]> {
  const { rows } = await db.query<ParityJobsRow>({ name: "parity.parityJobs", text: parityJobsSql, values: [p.project, p.wave ?? null, p.pipeline ?? null, list(p.classes), p.after ?? null, p.afterTask ?? null, p.limit] });
  return rows;
}

const parityStaleSql = `select s.pipeline_id, s.task, (extract(epoch from s.at) * 1000)::float8 as "at", s.date as "date",
       (select min(e.date) from (
          select n.business_date as date from trunkline.expected_start n
           where n.pipeline_id = s.pipeline_id and n.task = s.task and coalesce(n.ready_at, n.due_at) >= s.at - interval '1 day' offset 0) e) as "start"
  from (select x.pipeline_id, x.task, min(x.at) as at, min(x.date) as date from trunkline.parity_stale x
         where x.pipeline_id = any ($1::int[]) group by 1, 2) s`;

export interface ParityStaleRow {
  pipeline_id: number;
  task: string;
  at: number | null;
  date: string | null;
  start: string | null;
}

/**
 * Of which jobs something new is known, and from which business date on it may decide on anything: that of a start is as near as
 * a run or a neighbour can be. `offset 0`, here and below: by the index of what is asked for; to find the least the planner would walk
 * along the other one, through all that is older.
 */
export async function parityStale(db: Db, p: { pipelines: readonly number[] }): Promise<ParityStaleRow[]> {
  const { rows } = await db.query<ParityStaleRow>({ name: "parity.parityStale", text: parityStaleSql, values: [list(p.pipelines)] });
  return rows;
}

const takeParityStaleSql = `with taken as (delete from trunkline.parity_stale x where x.pipeline_id = any ($1::int[]) returning x.*)
select s.pipeline_id, s.task, (extract(epoch from s.at) * 1000)::float8 as "at", s.date as "date",
       (select min(e.date) from (
          select n.business_date as date from trunkline.expected_start n
           where n.pipeline_id = s.pipeline_id and n.task = s.task and coalesce(n.ready_at, n.due_at) >= s.at - interval '1 day' offset 0) e) as "start"
  from (select x.pipeline_id, x.task, min(x.at) as at, min(x.date) as date from taken x group by 1, 2) s`;

export interface TakeParityStaleRow {
  pipeline_id: number;
  task: string;
  at: number | null;
  date: string | null;
  start: string | null;
}

/** The same, and it is nobody else's any more. */
export async function takeParityStale(db: Db, p: { pipelines: readonly number[] }): Promise<TakeParityStaleRow[]> {
  const { rows } = await db.query<TakeParityStaleRow>({ name: "parity.takeParityStale", text: takeParityStaleSql, values: [list(p.pipelines)] });
  return rows;
}

const parityAroundSql = `select x.n::int as "n", (extract(epoch from b.at) * 1000)::float8 as "at",
       (select min(e.date) from (
          select s.business_date as date from trunkline.expected_start s
           where s.pipeline_id = x.pipeline and s.task = x.task and coalesce(s.ready_at, s.due_at) >= b.at - interval '2 days' offset 0) e) as "start"
  from unnest($1::int[], $2::text[], $3::date[], $4::timestamptz[]) with ordinality x(pipeline, task, date, begins, n)
 cross join lateral (
   select least(x.begins, min(e.moment)) as at from (
     select coalesce(s.ready_at, s.due_at) as moment from trunkline.expected_start s
      where s.pipeline_id = x.pipeline and s.task = x.task and s.business_date >= x.date offset 0) e) b
 order by x.n`;

export interface ParityAroundRow {
  n: number;
  at: number;
  start: string | null;
}

/** For each job and a date, from when on starts and runs decide on that date and later ones; n counts from 1. */
export async function parityAround(db: Db, p: { pipelines: readonly number[]; tasks: readonly string[]; dates: readonly string[]; begins: readonly (Date | string)[] }): Promise<ParityAroundRow[]> {
  const { rows } = await db.query<ParityAroundRow>({ name: "parity.parityAround", text: parityAroundSql, values: [list(p.pipelines), texts(p.tasks), p.dates, p.begins] });
  return rows;
}

const parityStartsSql = `select x.n::int as "n", e.id, e.business_date as date, round(extract(epoch from e.due_at) * 1000)::float8 as "due",
       e.waits, round(extract(epoch from e.ready_at) * 1000)::float8 as "ready", e.slot, e.pipeline_revision_id as revision
  from unnest($1::int[], $2::text[], $3::date[]) with ordinality x(pipeline, task, date, n)
 cross join lateral (
   select s.* from trunkline.expected_start s
    where s.pipeline_id = x.pipeline and s.task = x.task and s.business_date >= x.date and s.never is null offset 0) e`;

export interface ParityStartsRow {
  n: number;
  id: string;
  date: string;
  due: number;
  waits: boolean;
  ready: number | null;
  slot: string;
  revision: number;
}

/**
 * What would have started of jobs from business dates on. `offset 0`: each job by its index; the planner would read all starts of
 * the installation for every page of jobs.
 */
export async function parityStarts(db: Db, p: { pipelines: readonly number[]; tasks: readonly string[]; dates: readonly string[] }): Promise<ParityStartsRow[]> {
  const { rows } = await db.query<ParityStartsRow>({ name: "parity.parityStarts", text: parityStartsSql, values: [list(p.pipelines), texts(p.tasks), p.dates] });
  return rows;
}

const parityShadowsSql = `select e.id, case when e.task = '' or i.idx is not null then coalesce(t.state::text, r.state::text) end as "state", coalesce(t.ending, p.ending) as "ending", t.exit_code as "exit",
       round(extract(epoch from case when t.run_id is null then r.started_at else t.started_at end) * 1000)::float8 as "start",
       round(extract(epoch from case when t.run_id is null then r.finished_at else t.finished_at end) * 1000)::float8 as "end",
       o.outputs as "outputs"
  from trunkline.expected_start e
  join trunkline.shadow_definition d on d.pipeline_id = e.pipeline_id and d.deployed_revision_id = e.pipeline_revision_id
  left join trunkline.run r on r.pipeline_id = e.pipeline_id and r.slot = 's:' || e.slot and r.generation = 1 and e.ordinal = 1
  left join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  left join lateral (
    select (n.place - 1)::int as idx from jsonb_array_elements(v.spec::jsonb -> 'tasks') with ordinality n(task, place)
     where (n.task ->> 'name' = e.task or e.task = '' and jsonb_array_length(v.spec::jsonb -> 'tasks') = 1)
       and not n.task ? 'forEach') i on true
  left join trunkline.task_run t on t.run_id = r.id and t.idx = i.idx
  left join lateral (
    select y.ending from trunkline.task_run y where t.run_id is null and y.run_id = r.id and y.ending = 'iced' limit 1) p on true
  left join lateral (
    select jsonb_agg(jsonb_build_object('name', m.one ->> 'name', 'digest', x.digest, 'bytes', x.bytes, 'rows', x.rows, 'files', x.files)
                     order by m.one ->> 'name') as outputs
      from jsonb_array_elements(v.spec::jsonb -> 'tasks') with ordinality n(task, place)
     cross join lateral jsonb_array_elements(n.task -> 'measures') m(one)
      left join trunkline.run_output x on x.run_id = r.id and x.idx = n.place - 1 and x.name = m.one ->> 'name'
     where i.idx is null or n.place = i.idx + 1) o on true
 where e.id = any ($1::bigint[])`;

export interface ParityShadowsRow {
  id: string;
  state: string | null;
  ending: string | null;
  exit: number | null;
  start: number | null;
  end: number | null;
  outputs: unknown;
}

/**
 * What of starts ran here in shadow: of a job that is a task, this one (the only one, of a pipeline with one), else the whole run,
 * which is passed over where one of its tasks is.
 * Of a task with `forEach` nobody knows which of its instances the job was, and of one that is there no more nothing: without `state`.
 * Of starts of definitions that don't run in shadow there is no row; without `state` it did not run. `outputs`: of all that its
 * spec declares, without a digest where it could not be measured; null: it declares none.
 */
export async function parityShadows(db: Db, p: { starts: readonly (string | number | bigint)[] }): Promise<ParityShadowsRow[]> {
  const { rows } = await db.query<ParityShadowsRow>({ name: "parity.parityShadows", text: parityShadowsSql, values: [p.starts] });
  return rows;
}

const parityRunsSql = `select x.n::int as "n", r.id as "id", r.source_id as "source_id", r.business_date as "date", round(extract(epoch from r.started_at) * 1000)::float8 as "start", r.how,
       round(extract(epoch from r.ended_at) * 1000)::float8 as "end", r.end_known as "end_known", r.exit, r.exit_known as "exit_known", r.outcome,
       r.digest, r.outputs, s.kind = 'guard' as "is_guard", s.kind = 'cron' as "is_own_host",
       coalesce(r.host, s.host) as "host"
  from unnest($1::int[], $2::text[], $3::date[], $4::timestamptz[]) with ordinality x(pipeline, job, date, at, n)
 cross join lateral (
   select d.* from trunkline.legacy_run d where d.project_id = $5 and d.job = x.job and d.business_date >= x.date
   union all
   select t.* from trunkline.legacy_run t
    where t.project_id = $5 and t.job = x.job and t.business_date is null and t.started_at >= x.at) r
  join trunkline.legacy_source s on s.id = r.source_id
  join trunkline.pipeline p on p.id = x.pipeline
 where s.kind = 'guard' or not p.guarded or not trunkline.left_to_us(p.id, r.started_at, r.business_date)`;

export interface ParityRunsRow {
  n: number;
  id: string;
  source_id: number;
  date: string | null;
  start: number | null;
  how: string | null;
  end: number | null;
  end_known: string;
  exit: number | null;
  exit_known: string;
  outcome: string | null;
  digest: string | null;
  outputs: unknown;
  is_guard: boolean;
  is_own_host: boolean;
  host: string | null;
}

/**
 * What ran of jobs from business dates on, or from instants on where a run has no date, without what guards have left to us: by an
 * index each, so that older runs cost nothing.
 */
export async function parityRuns(db: Db, p: { pipelines: readonly number[]; jobs: readonly string[]; dates: readonly string[]; instants: readonly (Date | string)[]; project: number }): Promise<ParityRunsRow[]> {
  const { rows } = await db.query<ParityRunsRow>({ name: "parity.parityRuns", text: parityRunsSql, values: [list(p.pipelines), texts(p.jobs), p.dates, p.instants, p.project] });
  return rows;
}

const parityTellersSql = `select x.job as "job", array_agg(s.id) as "sources"
  from unnest($1::text[]) x(job)
  join trunkline.legacy_source s on s.project_id = $2 and s.kind <> 'guard'
 where exists (select from trunkline.legacy_run r where r.project_id = $2 and r.job = x.job and r.source_id = s.id offset 0)
 group by 1`;

export interface ParityTellersRow {
  job: string;
  sources: number[];
}

/**
 * Which sources ever had a run of jobs. `offset 0`: each job and source is looked up by itself; the planner would read all runs of
 * the project for every page of jobs.
 */
export async function parityTellers(db: Db, p: { jobs: readonly string[]; project: number }): Promise<ParityTellersRow[]> {
  const { rows } = await db.query<ParityTellersRow>({ name: "parity.parityTellers", text: parityTellersSql, values: [texts(p.jobs), p.project] });
  return rows;
}

const paritySourcesSql = `select s.id, (extract(epoch from s.watermark) * 1000)::float8 as "watermark", s.retired_at is not null as "retired",
       s.watermark is null and exists (select from trunkline.legacy_run r where r.source_id = s.id) as "of_jobs",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since", (extract(epoch from upper(t.told)) * 1000)::float8 as "until"
  from trunkline.legacy_source s left join lateral unnest(s.observed) t(told) on true
 where s.project_id = $1 and s.kind <> 'guard'
 order by s.id, lower(t.told)`;

export interface ParitySourcesRow {
  id: number;
  watermark: number | null;
  retired: boolean;
  of_jobs: boolean;
  since: number | null;
  until: number | null;
}

/** Times of which each source has told, one row each, and the last moment of all. */
export async function paritySources(db: Db, p: { project: number }): Promise<ParitySourcesRow[]> {
  const { rows } = await db.query<ParitySourcesRow>({ name: "parity.paritySources", text: paritySourcesSql, values: [p.project] });
  return rows;
}

const toldOfJobsSql = `select x.job as "job", s.id as "source", (extract(epoch from l.until) * 1000)::float8 as "watermark",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since", (extract(epoch from upper(t.told)) * 1000)::float8 as "until"
  from unnest($1::text[]) x(job)
  join trunkline.legacy_source s on s.project_id = $2 and s.watermark is null and s.kind <> 'guard'
  join lateral (
    select max(coalesce(r.ended_at, r.started_at)) as until from trunkline.legacy_run r
     where r.project_id = $2 and r.job = x.job and r.source_id = s.id) l on l.until is not null
  left join trunkline.legacy_cover c on c.source_id = s.id and c.job = x.job
  left join lateral unnest(c.told) t(told) on true
 order by x.job, s.id, lower(t.told)`;

export interface ToldOfJobsRow {
  job: string;
  source: number;
  watermark: number;
  since: number | null;
  until: number | null;
}

/** What sources that tell of single jobs alone have told of jobs: until when, and times of which they have told all, one row each. */
export async function toldOfJobs(db: Db, p: { jobs: readonly string[]; project: number }): Promise<ToldOfJobsRow[]> {
  const { rows } = await db.query<ToldOfJobsRow>({ name: "parity.toldOfJobs", text: toldOfJobsSql, values: [texts(p.jobs), p.project] });
  return rows;
}

const parityDaysOfSql = `select distinct on (d.pipeline_id, d.task, d.business_date) d.pipeline_id, d.task, d.business_date as date, d.matched, d.others
  from trunkline.parity_day d
 where d.pipeline_id = any ($1::int[]) and d.business_date between $2::date and $3::date
 order by d.pipeline_id, d.task, d.business_date, d.id desc`;

export interface ParityDaysOfRow {
  pipeline_id: number;
  task: string;
  date: string;
  matched: number;
  others: unknown;
}

/** What is known now of pipelines' jobs on business dates. */
export async function parityDaysOf(db: Db, p: { pipelines: readonly number[]; from: string; to: string }): Promise<ParityDaysOfRow[]> {
  const { rows } = await db.query<ParityDaysOfRow>({ name: "parity.parityDaysOf", text: parityDaysOfSql, values: [list(p.pipelines), p.from, p.to] });
  return rows;
}

const putParityDaysSql = `insert into trunkline.parity_day (pipeline_id, task, business_date, pipeline_revision_id, matched, others, record)
select x.pipeline, x.task, x.date, x.revision, x.matched, x.others, $1
  from unnest($2::int[], $3::text[], $4::date[], $5::int[], $6::int[], $7::jsonb[])
       x(pipeline, task, date, revision, matched, others)`;

export async function putParityDays(db: Db, p: { record: string | number | bigint; pipelines: readonly number[]; tasks: readonly string[]; dates: readonly string[]; revisions: readonly number[]; matched: readonly number[]; others: readonly unknown[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "parity.putParityDays", text: putParityDaysSql, values: [p.record, list(p.pipelines), texts(p.tasks), p.dates, list(p.revisions), list(p.matched), p.others.map(json)] });
  return rowCount ?? 0;
}

const putParityJobsSql = `insert into trunkline.parity_job (pipeline_id, task, pipeline_revision_id, until)
select x.pipeline, x.task, x.revision, x.until
  from unnest($1::int[], $2::text[], $3::int[], $4::date[]) x(pipeline, task, revision, until)
on conflict (pipeline_id, task) do update set pipeline_revision_id = excluded.pipeline_revision_id, until = excluded.until`;

export async function putParityJobs(db: Db, p: { pipelines: readonly number[]; tasks: readonly string[]; revisions: readonly number[]; untils: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "parity.putParityJobs", text: putParityJobsSql, values: [list(p.pipelines), texts(p.tasks), list(p.revisions), p.untils] });
  return rowCount ?? 0;
}

const lockParitySql = `select pg_advisory_xact_lock(15, $1)`;

/** One at a time judges a project. */
export async function lockParity(db: Db, p: { project: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "parity.lockParity", text: lockParitySql, values: [p.project] });
  return rowCount ?? 0;
}

const observedProjectsSql = `select distinct j.id, j.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.stage in ('observe', 'shadow') and p.removed_at is null order by j.id`;

export interface ObservedProjectsRow {
  id: number;
  name: string;
}

export async function observedProjects(db: Db): Promise<ObservedProjectsRow[]> {
  const { rows } = await db.query<ObservedProjectsRow>({ name: "parity.observedProjects", text: observedProjectsSql });
  return rows;
}

const dropParityDaysSql = `with old as (
  delete from trunkline.parity_day d
   where d.id in (select o.id from trunkline.parity_day o where o.at < $1 and o.business_date < $1::date limit $2::int)
  returning 1)
select count(*)::int as "dropped" from old`;

export interface DropParityDaysRow {
  dropped: number;
}

/** What was judged before an instant, of business dates before it. */
export async function dropParityDays(db: Db, p: { before: Date | string; limit: number }): Promise<DropParityDaysRow | undefined> {
  const { rows } = await db.query<DropParityDaysRow>({ name: "parity.dropParityDays", text: dropParityDaysSql, values: [p.before, p.limit] });
  return rows[0];
}

const parityLinesSql = `select r.id, s.name as source, r.job, r.started_at, r.ended_at, r.end_known, r.exit, r.exit_known, r.outcome, r.lines
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
 where r.project_id = $1 and r.id = any ($2::bigint[])`;

export interface ParityLinesRow {
  id: string;
  source: string;
  job: string;
  started_at: Date | null;
  ended_at: Date | null;
  end_known: string;
  exit: number | null;
  exit_known: string;
  outcome: string | null;
  lines: string[];
}

/** What the other scheduler's log said of runs, as it was written, and when they ended. */
export async function parityLines(db: Db, p: { project: number; ids: readonly (string | number | bigint)[] }): Promise<ParityLinesRow[]> {
  const { rows } = await db.query<ParityLinesRow>({ name: "parity.parityLines", text: parityLinesSql, values: [p.project, p.ids] });
  return rows;
}

const projectEvidenceSql = `select p.evidence as "evidence" from trunkline.project p where p.id = $1`;

export interface ProjectEvidenceRow {
  evidence: unknown;
}

/** What the deployed revision says of differences, and what stands for runs that could not be compared. */
export async function projectEvidence(db: Db, p: { project: number }): Promise<ProjectEvidenceRow | undefined> {
  const { rows } = await db.query<ProjectEvidenceRow>({ name: "parity.projectEvidence", text: projectEvidenceSql, values: [p.project] });
  return rows[0];
}

const putEvidenceSql = `update trunkline.project set evidence = $1::jsonb
 where id = $2 and evidence is distinct from $1::jsonb`;

export async function putEvidence(db: Db, p: { evidence?: unknown | null | undefined; project: number }): Promise<number> {
  const { rowCount } = await db.query({ name: "parity.putEvidence", text: putEvidenceSql, values: [json(p.evidence), p.project] });
  return rowCount ?? 0;
}

const putParityReportSql = `insert into trunkline.parity_report (project_id, name, text, record)
select $1, x.name, x.text, $2 from unnest($3::text[], $4::text[]) x(name, text)`;

export async function putParityReport(db: Db, p: { project: number; record: string | number | bigint; names: readonly string[]; texts: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "parity.putParityReport", text: putParityReportSql, values: [p.project, p.record, texts(p.names), texts(p.texts)] });
  return rowCount ?? 0;
}

const recordedParitySql = `select p.id, p.name as pipeline, d.task, d.business_date as date, d.pipeline_revision_id as revision, d.matched, d.others
  from trunkline.parity_day d join trunkline.pipeline p on p.id = d.pipeline_id
 where d.record = $1
 order by d.id`;

export interface RecordedParityRow {
  id: number;
  pipeline: string;
  task: string;
  date: string;
  revision: number;
  matched: number;
  others: unknown;
}

/** What was kept under a record of the audit, in the order of its hash. */
export async function recordedParity(db: Db, p: { record: string | number | bigint }): Promise<RecordedParityRow[]> {
  const { rows } = await db.query<RecordedParityRow>({ name: "parity.recordedParity", text: recordedParitySql, values: [p.record] });
  return rows;
}

const recordedReportSql = `select r.name, r.text from trunkline.parity_report r where r.record = $1 order by r.id`;

export interface RecordedReportRow {
  name: string;
  text: string;
}

export async function recordedReport(db: Db, p: { record: string | number | bigint }): Promise<RecordedReportRow[]> {
  const { rows } = await db.query<RecordedReportRow>({ name: "parity.recordedReport", text: recordedReportSql, values: [p.record] });
  return rows;
}

const dropParityReportsSql = `with old as (
  delete from trunkline.parity_report r
   where r.id in (select o.id from trunkline.parity_report o where o.at < $1 limit $2::int)
  returning 1)
select count(*)::int as "dropped" from old`;

export interface DropParityReportsRow {
  dropped: number;
}

export async function dropParityReports(db: Db, p: { before: Date | string; limit: number }): Promise<DropParityReportsRow | undefined> {
  const { rows } = await db.query<DropParityReportsRow>({ name: "parity.dropParityReports", text: dropParityReportsSql, values: [p.before, p.limit] });
  return rows[0];
}
