// Generated from legacy-runs.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const declareLegacySourceSql = `insert into trunkline.legacy_source as s (project_id, name, kind, zone, host, settings)
values ($1, $2, $3, $4, $5, $6::jsonb)
on conflict (project_id, name) do update
   set zone = coalesce(excluded.zone, s.zone), host = coalesce(excluded.host, s.host),
       settings = s.settings || excluded.settings, seen_at = now()
 where s.kind = excluded.kind
returning s.id, s.settings, s.version`;

export interface DeclareLegacySourceRow {
  id: number;
  settings: unknown;
  version: string;
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
    "endKnown" text, exit int, "exitKnown" text, outcome text, status text, how text, digest text, lines text[])),
put as (
  insert into trunkline.legacy_run as r (project_id, source_id, key, job, login, host, run, ordinal, business_date, started_at,
                                         ended_at, end_known, exit, exit_known, outcome, status, how, digest, lines)
  select $2, $3, t.key, t.job, t.login, t.host, t.run, t.ordinal, t.date, t.start, t."end", t."endKnown", t.exit,
         t."exitKnown", t.outcome, t.status, t.how, t.digest, t.lines
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
         lines = r.lines || array(select l from unnest(excluded.lines) l where l <> all (r.lines)), told_at = now()
   where not (excluded.lines <@ r.lines
              and (excluded.ended_at is null or excluded.ended_at is not distinct from r.ended_at)
              and (excluded.exit is null or excluded.exit is not distinct from r.exit)
              and (excluded.outcome is null or excluded.outcome is not distinct from r.outcome)
              and (excluded.started_at is null or excluded.started_at is not distinct from r.started_at)
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

const listLegacySourcesSql = `select s.id, s.name, s.kind, s.zone, s.host, s.settings, s.watermark, s.version, s.position, s.seen_at,
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
  since: Date | null;
  gaps: number;
  runs: number;
}

export async function listLegacySources(db: Db, p: { project: number; name?: string | null | undefined }): Promise<ListLegacySourcesRow[]> {
  const { rows } = await db.query<ListLegacySourcesRow>({ name: "legacy-runs.listLegacySources", text: listLegacySourcesSql, values: [p.project, p.name ?? null] });
  return rows;
}

const listLegacyRunsSql = `select r.id, s.name as source, r.job, b.pipeline as "pipeline", b.task as "task", r.login, r.host, r.run, r.ordinal, r.business_date, r.started_at, r.ended_at, r.end_known,
       r.exit, r.exit_known, r.outcome, r.status, r.how, r.digest, r.lines
  from trunkline.legacy_run r join trunkline.legacy_source s on s.id = r.source_id
  left join lateral (
    select min(p.name) as pipeline, min(j.task) as task
      from trunkline.legacy_job j join trunkline.pipeline p on p.id = j.pipeline_id and p.removed_at is null
     where j.project_id = r.project_id and j.job = r.job and ($1::int[] is null or p.class_id = any ($1))
    having count(*) = 1) b on true
 where r.project_id = $2 and ($3::text is null or s.name = $3) and ($4::text is null or r.job = $4)
   and ($5::timestamptz is null or r.started_at >= $5) and ($6::timestamptz is null or r.started_at < $6)
   and ($7::bigint is null or r.id < $7)
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
  lines: string[];
}

/**
 * What came last first. `pipeline` and `task`: what the job became here, where exactly one pipeline or task was it.
 * classes: those whose pipelines are named; null: all.
 */
export async function listLegacyRuns(db: Db, p: { classes?: readonly number[] | null | undefined; project: number; source?: string | null | undefined; job?: string | null | undefined; from?: Date | string | null | undefined; to?: Date | string | null | undefined; after?: string | number | bigint | null | undefined; limit: number }): Promise<ListLegacyRunsRow[]> {
  const { rows } = await db.query<ListLegacyRunsRow>({ name: "legacy-runs.listLegacyRuns", text: listLegacyRunsSql, values: [list(p.classes), p.project, p.source ?? null, p.job ?? null, p.from ?? null, p.to ?? null, p.after ?? null, p.limit] });
  return rows;
}
