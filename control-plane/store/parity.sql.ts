// Generated from parity.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const parityJobsSql = `select p.id, p.name as pipeline, p.wave as "wave", p.pipeline_revision_id as "revision", u.since, j.task, j.job, j.system
  from trunkline.pipeline p
  join trunkline.legacy_job j on j.pipeline_id = p.id
  join trunkline.expected_until u on u.pipeline_id = p.id
 where p.project_id = $1 and p.removed_at is null and p.stage = 'observe'
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
}

/** What of observed pipelines was a job, with the pipeline's revision. classes: those whose pipelines may be seen; null: all. */
export async function parityJobs(db: Db, p: { project: number; wave?: string | null | undefined; pipeline?: string | null | undefined; classes?: readonly number[] | null | undefined; after?: string | null | undefined; afterTask?: string | null | undefined; limit: number }): Promise<ParityJobsRow[]> {
  const { rows } = await db.query<ParityJobsRow>({ name: "parity.parityJobs", text: parityJobsSql, values: [p.project, p.wave ?? null, p.pipeline ?? null, list(p.classes), p.after ?? null, p.afterTask ?? null, p.limit] });
  return rows;
}

const parityStartsSql = `select e.pipeline_id, e.task, e.business_date as date, (extract(epoch from e.due_at) * 1000)::float8 as "due",
       e.waits, (extract(epoch from e.ready_at) * 1000)::float8 as "ready"
  from trunkline.expected_start e
 where e.pipeline_id = any ($1::int[]) and e.business_date between $2::date and $3::date
 order by e.pipeline_id, e.task, e.due_at, e.id`;

export interface ParityStartsRow {
  pipeline_id: number;
  task: string;
  date: string;
  due: number;
  waits: boolean;
  ready: number | null;
}

/** What would have started of pipelines on business dates, each job's in order. */
export async function parityStarts(db: Db, p: { pipelines: readonly number[]; from: string; to: string }): Promise<ParityStartsRow[]> {
  const { rows } = await db.query<ParityStartsRow>({ name: "parity.parityStarts", text: parityStartsSql, values: [list(p.pipelines), p.from, p.to] });
  return rows;
}

const parityRunsSql = `select r.id, r.job, r.source_id, r.business_date as "date", (extract(epoch from r.started_at) * 1000)::float8 as "start", r.how
  from trunkline.legacy_run r
 where r.project_id = $1 and r.job = any ($2::text[])
   and (r.business_date between $3::date and $4::date
        or r.business_date is null and r.started_at >= $5::timestamptz and r.started_at < $6::timestamptz)
 order by r.job, r.started_at nulls last, r.id`;

export interface ParityRunsRow {
  id: string;
  job: string;
  source_id: number;
  date: string | null;
  start: number | null;
  how: string | null;
}

/** What ran of jobs in a time, or of business dates; each job's in order. */
export async function parityRuns(db: Db, p: { project: number; jobs: readonly string[]; from: string; to: string; since: Date | string; until: Date | string }): Promise<ParityRunsRow[]> {
  const { rows } = await db.query<ParityRunsRow>({ name: "parity.parityRuns", text: parityRunsSql, values: [p.project, texts(p.jobs), p.from, p.to, p.since, p.until] });
  return rows;
}

const paritySourcesSql = `select s.id, (extract(epoch from s.watermark) * 1000)::float8 as "watermark",
       (extract(epoch from lower(t.told)) * 1000)::float8 as "since", (extract(epoch from upper(t.told)) * 1000)::float8 as "until"
  from trunkline.legacy_source s left join lateral unnest(s.observed) t(told) on true
 where s.project_id = $1 and s.kind <> 'guard'
 order by s.id, lower(t.told)`;

export interface ParitySourcesRow {
  id: number;
  watermark: number | null;
  since: number | null;
  until: number | null;
}

/** Times of which each source has told, one row each, and the last moment of all. */
export async function paritySources(db: Db, p: { project: number }): Promise<ParitySourcesRow[]> {
  const { rows } = await db.query<ParitySourcesRow>({ name: "parity.paritySources", text: paritySourcesSql, values: [p.project] });
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
