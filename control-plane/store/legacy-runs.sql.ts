// Generated from legacy-runs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const declareLegacySourceSql = `insert into trunkline.legacy_source as s (project_id, name, kind, zone, host, settings)
values ($1, $2, $3, $4, $5, $6::jsonb)
on conflict (project_id, name) do update
   set zone = coalesce(excluded.zone, s.zone), host = coalesce(excluded.host, s.host),
       settings = s.settings || excluded.settings, seen_at = now()
 where s.kind = excluded.kind
returning s.id, s.settings, s.version, s.retired_at`;

export interface DeclareLegacySourceRow {
  id: number;
  settings: unknown;
  version: string;
  retired_at: Date | null;
}

/** Makes a source, or says more of one that is there; no row where one of this name is of another kind. */
export async function declareLegacySource(db: Db, p: { project: number; name: string; kind: string; zone?: string | null | undefined; host?: string | null | undefined; settings: unknown }): Promise<DeclareLegacySourceRow | undefined> {
  const { rows } = await db.query<DeclareLegacySourceRow>({ name: "legacy-runs.declareLegacySource", text: declareLegacySourceSql, values: [p.project, p.name, p.kind, p.zone ?? null, p.host ?? null, json(p.settings)] });
  return rows[0];
}

const advanceLegacySourceSql = `update trunkline.legacy_source s
   set observed = case when $1::timestamptz is null then s.observed
                       else s.observed + tstzmultirange(tstzrange($1, $2, '[]')) end,
       watermark = greatest(s.watermark, $2), position = coalesce($3::jsonb, s.position), version = s.version + 1
 where s.id = $4 and s.version = coalesce($5::bigint, s.version)
returning s.version`;

export interface AdvanceLegacySourceRow {
  version: string;
}

/** observed: from and to, or neither. No row where somebody else has put something since `version`, if that is given. */
export async function advanceLegacySource(db: Db, p: { from?: Date | string | null | undefined; to?: Date | string | null | undefined; position?: unknown | null | undefined; source: number; version?: string | number | bigint | null | undefined }): Promise<AdvanceLegacySourceRow | undefined> {
  const { rows } = await db.query<AdvanceLegacySourceRow>({ name: "legacy-runs.advanceLegacySource", text: advanceLegacySourceSql, values: [p.from ?? null, p.to ?? null, json(p.position), p.source, p.version ?? null] });
  return rows[0];
}

const putLegacyRunsSql = `with told as (
  select x.* from jsonb_to_recordset($1::jsonb) x(
    key text, job text, login text, host text, run text, ordinal int, date date, start timestamptz, "end" timestamptz,
    "endKnown" text, exit int, "exitKnown" text, outcome text, status text, how text, digest text, outputs jsonb,
    lines text[])),
put as (
  insert into trunkline.legacy_run as r (project_id, source_id, key, job, login, host, run, ordinal, business_date, started_at,
                                         ended_at, end_known, exit, exit_known, outcome, status, how, digest, outputs, lines)
  select $2, $3, t.key, t.job, t.login, t.host, t.run, t.ordinal, t.date, t.start, t."end", t."endKnown", t.exit,
         t."exitKnown", t.outcome, t.status, t.how, t.digest, coalesce(t.outputs, '[]'), t.lines
    from told t
  on conflict (source_id, key) do update
     set login = coalesce(excluded.login, r.login), host = coalesce(excluded.host, r.host), run = coalesce(excluded.run, r.run),
         business_date = coalesce(excluded.business_date, r.business_date),
         started_at = coalesce(excluded.started_at, r.started_at), ended_at = coalesce(excluded.ended_at, r.ended_at),
         end_known = case when r.end_known = 'value' then 'value' else excluded.end_known end,
         exit = coalesce(excluded.exit, r.exit),
         exit_known = case when r.exit_known = 'value' then 'value' else excluded.exit_known end,
         outcome = coalesce(excluded.outcome, r.outcome),
         status = case when excluded.ended_at is null and r.ended_at is not null then r.status
                       else coalesce(excluded.status, r.status) end,
         how = coalesce(excluded.how, r.how), digest = coalesce(excluded.digest, r.digest),
         outputs = case when excluded.outputs = '[]' then r.outputs else excluded.outputs end,
         lines = r.lines || array(select l from unnest(excluded.lines) l where l <> all (r.lines)), told_at = now()
   where not (excluded.lines <@ r.lines
              and (excluded.ended_at is null or excluded.ended_at is not distinct from r.ended_at)
              and (excluded.exit is null or excluded.exit is not distinct from r.exit)
              and (excluded.outcome is null or excluded.outcome is not distinct from r.outcome)
              and (excluded.started_at is null or excluded.started_at is not distinct from r.started_at)
              and (excluded.outputs = '[]' or excluded.outputs = r.outputs)
              and (excluded.run is null or excluded.run is not distinct from r.run))
  returning (xmax = 0) as is_new)
select count(*) filter (where is_new)::int as "added", count(*) filter (where not is_new)::int as "changed" from put`;

export interface PutLegacyRunsRow {
  added: number;
  changed: number;
}

/** runs: each key once. What is known is never forgotten for what is told later without it; a run that is there as told is left alone. */
export async function putLegacyRuns(db: Db, p: { runs: unknown; project: number; source: number }): Promise<PutLegacyRunsRow | undefined> {
  const { rows } = await db.query<PutLegacyRunsRow>({ name: "legacy-runs.putLegacyRuns", text: putLegacyRunsSql, values: [json(p.runs), p.project, p.source] });
  return rows[0];
}

const quietWavesSql = `select p.wave as "wave", min(p.stage) as "stage", max(l.at) as "last", min(t.until) as "until",
       (array_agg(j.job order by l.at desc nulls last, j.job))[1] as "job"
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  left join lateral (
    select r.started_at as at from trunkline.legacy_run r
     where r.project_id = p.project_id and r.job = j.job and r.started_at is not null
       and not (p.guarded and trunkline.left_to_us(p.id, r.started_at, r.business_date))
     order by r.started_at desc limit 1) l on true
  left join lateral (
    select min(coalesce(s.watermark, '-infinity')) as until from trunkline.legacy_source s
     where s.project_id = p.project_id and s.kind <> 'guard'
       and exists (select from trunkline.legacy_run r where r.project_id = p.project_id and r.job = j.job and r.source_id = s.id)) t on true
 where p.project_id = $1 and p.removed_at is null and p.wave is not null
   and ($2::int[] is null or p.class_id = any ($2))
 group by p.wave
 order by p.wave`;

export interface QuietWavesRow {
  wave: string;
  stage: string;
  last: Date | null;
  until: Date | null;
  job: string;
}

/**
 * Of each wave when a job of it was last run there, which one, and up to when all sources that have had runs of its jobs have told;
 * without runs that guards have left to us. classes: of pipelines that may be seen; null: all.
 */
export async function quietWaves(db: Db, p: { project: number; classes?: readonly number[] | null | undefined }): Promise<QuietWavesRow[]> {
  const { rows } = await db.query<QuietWavesRow>({ name: "legacy-runs.quietWaves", text: quietWavesSql, values: [p.project, list(p.classes)] });
  return rows;
}

const putLegacyCoversSql = `insert into trunkline.legacy_cover as c (source_id, job, told)
select $1, x.job, tstzmultirange(tstzrange(x.begins, x.ends, '[]'))
  from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) x(job, begins, ends)
on conflict (source_id, job) do update set told = c.told + excluded.told`;

/** Of these jobs all runs of the source between two moments are told. Each job once. */
export async function putLegacyCovers(db: Db, p: { source: number; jobs: readonly string[]; begins: readonly (Date | string)[]; ends: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-runs.putLegacyCovers", text: putLegacyCoversSql, values: [p.source, texts(p.jobs), p.begins, p.ends] });
  return rowCount ?? 0;
}

const retireLegacySourceSql = `update trunkline.legacy_source s
   set retired_at = case when $1::bool then coalesce(s.retired_at, now()) end, version = s.version + 1
 where s.project_id = $2 and s.name = $3
returning s.retired_at, s.version`;

export interface RetireLegacySourceRow {
  retired_at: Date | null;
  version: string;
}

/** Nobody waits for it any more, or again; no row where there is none of this name. */
export async function retireLegacySource(db: Db, p: { retired: boolean; project: number; name: string }): Promise<RetireLegacySourceRow | undefined> {
  const { rows } = await db.query<RetireLegacySourceRow>({ name: "legacy-runs.retireLegacySource", text: retireLegacySourceSql, values: [p.retired, p.project, p.name] });
  return rows[0];
}

const listLegacySourcesSql = `select s.id, s.name, s.kind, s.zone, s.host, s.settings, s.watermark, s.version, s.position, s.seen_at, s.retired_at,
       lower(s.observed) as "since",
       greatest((select count(*)::int from unnest(s.observed)) - 1, 0) as "gaps",
       (select count(*)::int from trunkline.legacy_run r where r.source_id = s.id) as "runs"
  from trunkline.legacy_source s
 where s.project_id = $1 and ($2::text is null or s.name = $2)
 order by s.name`;

export interface ListLegacySourcesRow {
  id: number;
  name: string;
  kind: string;
  zone: string | null;
  host: string | null;
  settings: unknown;
  watermark: Date | null;
  version: string;
  position: unknown;
  seen_at: Date;
  retired_at: Date | null;
  since: Date | null;
  gaps: number;
  runs: number;
}

export async function listLegacySources(db: Db, p: { project: number; name?: string | null | undefined }): Promise<ListLegacySourcesRow[]> {
  const { rows } = await db.query<ListLegacySourcesRow>({ name: "legacy-runs.listLegacySources", text: listLegacySourcesSql, values: [p.project, p.name ?? null] });
  return rows;
}

const listLegacyRunsSql = `select r.id, s.name as source, r.job, b.pipeline as "pipeline", b.task as "task", r.login, r.host, r.run, r.ordinal, r.business_date, r.started_at, r.ended_at, r.end_known,
       r.exit, r.exit_known, r.outcome, r.status, r.how, r.digest, r.outputs, r.lines
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
  left join lateral (
    select min(p.name) as pipeline, min(j.task) as task
      from trunkline.legacy_job j join trunkline.pipeline p on p.id = j.pipeline_id and p.removed_at is null
     where j.project_id = r.project_id and j.job = r.job and ($1::int[] is null or p.class_id = any ($1))
    having count(*) = 1) b on true
 where r.project_id = $2 and ($3::text is null or s.name = $3) and ($4::text is null or r.job = $4)
   and ($5::timestamptz is null or r.started_at >= $5) and ($6::timestamptz is null or r.started_at < $6)
   and ($7::bigint is null or r.id < $7)
   and ($1::int[] is null or exists (
     select from trunkline.legacy_job j join trunkline.pipeline p on p.id = j.pipeline_id and p.removed_at is null
      where j.project_id = r.project_id and j.job = r.job and p.class_id = any ($1)))
 order by r.id desc
 limit $8::int`;

export interface ListLegacyRunsRow {
  id: string;
  source: string;
  job: string;
  pipeline: string | null;
  task: string | null;
  login: string | null;
  host: string | null;
  run: string | null;
  ordinal: number;
  business_date: string | null;
  started_at: Date | null;
  ended_at: Date | null;
  end_known: string;
  exit: number | null;
  exit_known: string;
  outcome: string | null;
  status: string | null;
  how: string | null;
  digest: string | null;
  outputs: unknown;
  lines: string[];
}

/**
 * What came last first. `pipeline` and `task`: what the job became here, where exactly one pipeline or task was it.
 * classes: only runs of jobs that pipelines of these were; null: all.
 */
export async function listLegacyRuns(db: Db, p: { classes?: readonly number[] | null | undefined; project: number; source?: string | null | undefined; job?: string | null | undefined; from?: Date | string | null | undefined; to?: Date | string | null | undefined; after?: string | number | bigint | null | undefined; limit: number }): Promise<ListLegacyRunsRow[]> {
  const { rows } = await db.query<ListLegacyRunsRow>({ name: "legacy-runs.listLegacyRuns", text: listLegacyRunsSql, values: [list(p.classes), p.project, p.source ?? null, p.job ?? null, p.from ?? null, p.to ?? null, p.after ?? null, p.limit] });
  return rows;
}

const observedDueSql = `select p.id, p.project_id, u.until as "until"
  from trunkline.pipeline p left join trunkline.expected_until u on u.pipeline_id = p.id
 where p.stage in ('observe', 'shadow') and p.removed_at is null and coalesce(u.until < $1::timestamptz, true)
   and ($2::int is null or p.project_id = $2)
 order by u.until nulls first, p.id
 limit $3::int`;

export interface ObservedDueRow {
  id: number;
  project_id: number;
  until: Date | null;
}

/** Pipelines that another scheduler runs, whose starts are written up to an instant before; null: not at all yet. */
export async function observedDue(db: Db, p: { before: Date | string; project?: number | null | undefined; limit: number }): Promise<ObservedDueRow[]> {
  const { rows } = await db.query<ObservedDueRow>({ name: "legacy-runs.observedDue", text: observedDueSql, values: [p.before, p.project ?? null, p.limit] });
  return rows;
}

const deployedSinceSql = `select x.id as "pipeline", r.applied_at, d.pipeline_revision_id as "revision"
  from unnest($1::int[], $2::timestamptz[]) x(id, at)
 cross join lateral (
    select coalesce(max(b.applied_at), '-infinity') as at
      from trunkline.deployment c join trunkline.revision b on b.id = c.revision_id
     where c.pipeline_id = x.id and b.applied_at <= coalesce(x.at, 'infinity')) f
  join trunkline.deployment d on d.pipeline_id = x.id
  join trunkline.revision r on r.id = d.revision_id and r.applied_at >= f.at
 where d.pipeline_revision_id is not null
 order by x.id, r.applied_at, r.id`;

export interface DeployedSinceRow {
  pipeline: number;
  applied_at: Date;
  revision: number;
}

/** What each pipeline was from when on: the deployment that was there at an instant (null: the newest) and those after it. */
export async function deployedSince(db: Db, p: { pipelines: readonly number[]; instants: readonly (Date | string)[] }): Promise<DeployedSinceRow[]> {
  const { rows } = await db.query<DeployedSinceRow>({ name: "legacy-runs.deployedSince", text: deployedSinceSql, values: [list(p.pipelines), p.instants] });
  return rows;
}

const putExpectedStartsSql = `insert into trunkline.expected_start (pipeline_id, task, slot, ordinal, business_date, due_at, waits, pipeline_revision_id)
select x.pipeline, x.task, x.slot, x.ordinal, x.date, x.due, x.waits, x.revision
  from unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::date[], $6::timestamptz[],
              $7::boolean[], $8::int[])
       x(pipeline, task, slot, ordinal, date, due, waits, revision)
on conflict do nothing`;

export async function putExpectedStarts(db: Db, p: { pipelines: readonly number[]; tasks: readonly string[]; slots: readonly string[]; ordinals: readonly number[]; dates: readonly string[]; dues: readonly (Date | string)[]; waits: readonly boolean[]; revisions: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-runs.putExpectedStarts", text: putExpectedStartsSql, values: [list(p.pipelines), texts(p.tasks), texts(p.slots), list(p.ordinals), p.dates, p.dues, list(p.waits), list(p.revisions)] });
  return rowCount ?? 0;
}

const putExpectedUntilSql = `insert into trunkline.expected_until (pipeline_id, pipeline_revision_id, since, until)
select x.pipeline, x.revision, x.since, $1 from unnest($2::int[], $3::int[], $4::timestamptz[]) x(pipeline, revision, since)
on conflict (pipeline_id) do update
   set pipeline_revision_id = excluded.pipeline_revision_id, until = greatest(expected_until.until, excluded.until)`;

export async function putExpectedUntil(db: Db, p: { until: Date | string; pipelines: readonly number[]; revisions: readonly number[]; sinces: readonly (Date | string)[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-runs.putExpectedUntil", text: putExpectedUntilSql, values: [p.until, list(p.pipelines), list(p.revisions), p.sinces] });
  return rowCount ?? 0;
}

const putLegacyJobsSql = `with old as (
  delete from trunkline.legacy_job j
   where j.pipeline_id = any ($1::int[])
     and not exists (select from unnest($2::int[], $3::text[]) x(pipeline, task)
                      where x.pipeline = j.pipeline_id and x.task = j.task))
insert into trunkline.legacy_job (pipeline_id, task, project_id, system, job)
select x.pipeline, x.task, p.project_id, x.system, x.job
  from unnest($2::int[], $3::text[], $4::text[], $5::text[]) x(pipeline, task, system, job)
  join trunkline.pipeline p on p.id = x.pipeline
on conflict (pipeline_id, task) do update set system = excluded.system, job = excluded.job`;

/** Instead of those that the pipelines had. */
export async function putLegacyJobs(db: Db, p: { pipelines: readonly number[]; owners: readonly number[]; tasks: readonly string[]; systems: readonly string[]; jobs: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-runs.putLegacyJobs", text: putLegacyJobsSql, values: [list(p.pipelines), list(p.owners), texts(p.tasks), texts(p.systems), texts(p.jobs)] });
  return rowCount ?? 0;
}

const dropLegacyRunsSql = `with raised as (
  update trunkline.legacy_source s set raises_from = $1
   where coalesce(s.raises_from < $1, true)
     and exists (select from trunkline.raised_event e where e.project_id = s.project_id and e.at < $1)),
old as (
  select r.id from trunkline.legacy_run r
   where coalesce(r.started_at, r.told_at) < $1
     and exists (select from trunkline.legacy_run n
                  where n.project_id = r.project_id and n.job = r.job and n.started_at > r.started_at)
   order by r.id limit $2),
starts as (
  delete from trunkline.expected_start e
   where e.id in (select x.id from trunkline.expected_start x where x.due_at < $1 order by x.id limit $2)),
gone as (delete from trunkline.legacy_run r using old o where r.id = o.id returning 1)
select count(*)::int as "dropped" from gone`;

export interface DropLegacyRunsRow {
  dropped: number;
}

/**
 * Old runs, but never a job's newest: conditions ask for it. With what would have started then. Where it is about to be forgotten
 * which events ends have raised, ends from before raise none any more: a log that is told again would.
 */
export async function dropLegacyRuns(db: Db, p: { before: Date | string; limit: string | number | bigint }): Promise<DropLegacyRunsRow | undefined> {
  const { rows } = await db.query<DropLegacyRunsRow>({ name: "legacy-runs.dropLegacyRuns", text: dropLegacyRunsSql, values: [p.before, p.limit] });
  return rows[0];
}
