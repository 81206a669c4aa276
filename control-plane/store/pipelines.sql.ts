// Generated from pipelines.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const livePipelinesSql = `select p.id, p.name, p.file, p.pipeline_revision_id as "pipeline_revision_id", v.content_hash, v.spec::json as spec
  from trunkline.pipeline p
  left join trunkline.break_glass o on o.pipeline_id = p.id and o.ended_at is null and o.approved_at is not null
  join trunkline.pipeline_revision v on v.id = coalesce(o.deployed_revision, p.pipeline_revision_id)
 where p.project_id = $1 and p.removed_at is null and (p.name = any ($2) or p.file = any ($3))
 order by p.name`;

export interface LivePipelinesRow {
  id: number;
  name: string;
  file: string;
  pipeline_revision_id: number;
  content_hash: string;
  spec: unknown;
}

/** Deployed pipelines by name or by spec file, as a plan compares them: what people changed of one for a time is not Git's. */
export async function livePipelines(db: Db, p: { project: number; names: readonly string[]; files: readonly string[] }): Promise<LivePipelinesRow[]> {
  const { rows } = await db.query<LivePipelinesRow>({ name: "pipelines.livePipelines", text: livePipelinesSql, values: [p.project, texts(p.names), texts(p.files)] });
  return rows;
}

const pipelinesAsOfSql = `select p.name, v.spec::json as spec
  from trunkline.pipeline p
 cross join lateral (
    select d.pipeline_revision_id from trunkline.deployment d
     where d.pipeline_id = p.id and d.revision_id <= $1 order by d.revision_id desc limit 1) d
  join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where p.project_id = $2 and p.name = any ($3)
 order by p.name`;

export interface PipelinesAsOfRow {
  name: string;
  spec: unknown;
}

/** Pipelines by name as a revision left them. */
export async function pipelinesAsOf(db: Db, p: { revision: number; project: number; names: readonly string[] }): Promise<PipelinesAsOfRow[]> {
  const { rows } = await db.query<PipelinesAsOfRow>({ name: "pipelines.pipelinesAsOf", text: pipelinesAsOfSql, values: [p.revision, p.project, texts(p.names)] });
  return rows;
}

const countPipelinesSql = `select count(*)::int as "count" from trunkline.pipeline p where p.project_id = $1 and p.removed_at is null`;

export interface CountPipelinesRow {
  count: number;
}

export async function countPipelines(db: Db, p: { project: number }): Promise<CountPipelinesRow | undefined> {
  const { rows } = await db.query<CountPipelinesRow>({ name: "pipelines.countPipelines", text: countPipelinesSql, values: [p.project] });
  return rows[0];
}

const insertPipelinesSql = `insert into trunkline.pipeline (project_id, name, file, pipeline_revision_id, changed_in, max_runs, when_busy, class_id, wave, stage)
select $1, x.name, x.file, x.revision, $2, x.max_runs, x.when_busy, x.class, x.wave, x.stage
  from unnest($3::int[], $4::text[], $5::text[], $6::int[], $7::text[], $8::int[],
              $9::text[], $10::text[])
       x(revision, name, file, max_runs, when_busy, class, wave, stage)
returning id, name`;

export interface InsertPipelinesRow {
  id: number;
  name: string;
}

/** waves and stages: empty where none is in a wave. */
export async function insertPipelines(db: Db, p: { project: number; revision: number; revisions: readonly number[]; names: readonly string[]; files: readonly string[]; maxRuns: readonly number[]; whenBusy: readonly string[]; classes: readonly number[]; waves: readonly string[]; stages: readonly string[] }): Promise<InsertPipelinesRow[]> {
  const { rows } = await db.query<InsertPipelinesRow>({ name: "pipelines.insertPipelines", text: insertPipelinesSql, values: [p.project, p.revision, list(p.revisions), texts(p.names), texts(p.files), list(p.maxRuns), texts(p.whenBusy), list(p.classes), texts(p.waves), texts(p.stages)] });
  return rows;
}

const revivableSql = `select distinct on (p.name) p.id, p.name
  from unnest($1::text[], $2::text[]) x(name, hash)
  join trunkline.pipeline p on p.project_id = $3 and p.name = x.name and p.removed_at is not null
  join trunkline.deployment d on d.pipeline_id = p.id
  join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id and v.content_hash = x.hash
 order by p.name, p.removed_at desc`;

export interface RevivableRow {
  id: number;
  name: string;
}

/** Removed pipelines that had exactly this content under this name: a revert revives the identity. */
export async function revivable(db: Db, p: { names: readonly string[]; hashes: readonly string[]; project: number }): Promise<RevivableRow[]> {
  const { rows } = await db.query<RevivableRow>({ name: "pipelines.revivable", text: revivableSql, values: [texts(p.names), texts(p.hashes), p.project] });
  return rows;
}

const putRevisionsSql = `insert into trunkline.pipeline_revision (content_hash, spec, task_count, gated, phased, undo_when, watched)
select x.hash, convert_from(substring($1::bytea from x.start + 1 for x.length), 'UTF8'), x.tasks, x.gated, x.phased,
       x.undo_when::text[], x.watched
  from (select * from unnest($2::text[], $3::int[], $4::int[], $5::int[], $6::boolean[],
                             $7::boolean[], $8::text[], $9::boolean[])
                      x(hash, start, length, tasks, gated, phased, undo_when, watched)
         order by hash) x
on conflict (content_hash) do nothing
returning id, content_hash`;

export interface PutRevisionsRow {
  id: number;
  content_hash: string;
}

/**
 * Stores specs that are not there yet and returns those. Their texts come as one value and are cut apart here: an
 * array of texts travels escaped, and is slow to read. In one order, so that two syncs never wait for each other.
 */
export async function putRevisions(db: Db, p: { texts: Uint8Array; hashes: readonly string[]; starts: readonly number[]; lengths: readonly number[]; tasks: readonly number[]; gated: readonly boolean[]; phased: readonly boolean[]; undoWhen: readonly string[]; watched: readonly boolean[] }): Promise<PutRevisionsRow[]> {
  const { rows } = await db.query<PutRevisionsRow>({ name: "pipelines.putRevisions", text: putRevisionsSql, values: [p.texts, texts(p.hashes), list(p.starts), list(p.lengths), list(p.tasks), list(p.gated), list(p.phased), texts(p.undoWhen), list(p.watched)] });
  return rows;
}

const revisionIdsSql = `select v.id, v.content_hash from trunkline.pipeline_revision v where v.content_hash = any ($1)`;

export interface RevisionIdsRow {
  id: number;
  content_hash: string;
}

export async function revisionIds(db: Db, p: { hashes: readonly string[] }): Promise<RevisionIdsRow[]> {
  const { rows } = await db.query<RevisionIdsRow>({ name: "pipelines.revisionIds", text: revisionIdsSql, values: [texts(p.hashes)] });
  return rows;
}

const insertSpecTasksSql = `insert into trunkline.spec_task (pipeline_revision_id, idx, deps, succ, conditional, tolerated, gated, route, lane,
                                 stop_from, stop_to, phase, undoes, priority)
select x.revision, x.idx, x.deps, x.succ::int[], coalesce(x.conditional, false), coalesce(x.tolerated, false),
       coalesce(x.gated, false), x.route, x.lane, x.stop_from, x.stop_to, coalesce(x.phase, 0), x.undoes, coalesce(x.priority, 0)
  from unnest($1::text::int[], $2::text::int[], $3::text::int[], string_to_array($4::text, ';'),
              $5::text::boolean[], $6::text::boolean[], $7::text::boolean[],
              $8::text::int[], $9::text::boolean[], $10::text::int[], $11::text::int[],
              $12::text::int[], $13::text::int[], $14::text::int[])
       x(revision, idx, deps, succ, conditional, tolerated, gated, route, lane, stop_from, stop_to, phase, undoes, priority)
 where x.revision > 0`;

/**
 * All but succs: texts of arrays, which Postgres reads faster than a driver writes them value by value. succs: texts
 * of an int[] each, joined by `;`, since arrays of arrays must be rectangular. revisions: 0 for a spec that is there.
 * A list of nothing but false, 0 or null may be left empty.
 */
export async function insertSpecTasks(db: Db, p: { revisions: string; idxs: string; deps: string; succs: string; conditional: string; tolerated: string; gated: string; routes: string; lanes: string; stopFrom: string; stopTo: string; phases: string; undoes: string; priorities: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "pipelines.insertSpecTasks", text: insertSpecTasksSql, values: [p.revisions, p.idxs, p.deps, p.succs, p.conditional, p.tolerated, p.gated, p.routes, p.lanes, p.stopFrom, p.stopTo, p.phases, p.undoes, p.priorities] });
  return rowCount ?? 0;
}

const activatePipelinesSql = `update trunkline.pipeline p
   set pipeline_revision_id = x.revision, removed_at = null, changed_in = $1, pinned_revision = null, name = x.name, file = x.file,
       max_runs = x.max_runs, when_busy = x.when_busy, class_id = x.class, wave = x.wave, stage = x.stage,
       former_names = case when p.name = x.name then p.former_names else array_remove(p.former_names, x.name) || p.name end
  from unnest($2::int[], $3::int[], $4::text[], $5::text[], $6::int[], $7::text[],
              $8::int[], $9::text[], $10::text[])
       x(id, revision, name, file, max_runs, when_busy, class, wave, stage)
 where p.id = x.id`;

/** Moves the pointers of changed and revived pipelines. waves and stages: empty where none is in a wave. */
export async function activatePipelines(db: Db, p: { revision: number; ids: readonly number[]; revisions: readonly number[]; names: readonly string[]; files: readonly string[]; maxRuns: readonly number[]; whenBusy: readonly string[]; classes: readonly number[]; waves: readonly string[]; stages: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pipelines.activatePipelines", text: activatePipelinesSql, values: [p.revision, list(p.ids), list(p.revisions), texts(p.names), texts(p.files), list(p.maxRuns), texts(p.whenBusy), list(p.classes), texts(p.waves), texts(p.stages)] });
  return rowCount ?? 0;
}

const removePipelinesSql = `update trunkline.pipeline set pipeline_revision_id = null, removed_at = now(), changed_in = $1
 where id = any ($2)`;

/** Scheduling stops at once; active runs finish; history stays. */
export async function removePipelines(db: Db, p: { revision: number; ids: readonly number[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pipelines.removePipelines", text: removePipelinesSql, values: [p.revision, list(p.ids)] });
  return rowCount ?? 0;
}

const whatOnDeleteSql = `select p.id, v.spec::json ->> 'onDelete' as "on_delete" from trunkline.pipeline p
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = any ($1) and v.spec like '%"onDelete"%' and v.spec::json ->> 'onDelete' is not null`;

export interface WhatOnDeleteRow {
  id: number;
  on_delete: string;
}

/** Of those that say something. */
export async function whatOnDelete(db: Db, p: { ids: readonly number[] }): Promise<WhatOnDeleteRow[]> {
  const { rows } = await db.query<WhatOnDeleteRow>({ name: "pipelines.whatOnDelete", text: whatOnDeleteSql, values: [list(p.ids)] });
  return rows;
}

const unfinishedRunsOfSql = `select r.id, r.pipeline_id from trunkline.run r
 where r.pipeline_id = any ($1::int[]) and r.finished_at is null order by r.id`;

export interface UnfinishedRunsOfRow {
  id: string;
  pipeline_id: number;
}

export async function unfinishedRunsOf(db: Db, p: { pipelines: readonly number[] }): Promise<UnfinishedRunsOfRow[]> {
  const { rows } = await db.query<UnfinishedRunsOfRow>({ name: "pipelines.unfinishedRunsOf", text: unfinishedRunsOfSql, values: [list(p.pipelines)] });
  return rows;
}

const hasPinnedSql = `select exists (select from trunkline.pipeline p where p.project_id = $1 and p.pinned_revision is not null) as "has"`;

export interface HasPinnedRow {
  has: boolean;
}

export async function hasPinned(db: Db, p: { project: number }): Promise<HasPinnedRow | undefined> {
  const { rows } = await db.query<HasPinnedRow>({ name: "pipelines.hasPinned", text: hasPinnedSql, values: [p.project] });
  return rows[0];
}

const pinStaleSql = `update trunkline.pipeline p set pinned_revision = case when x.broken then coalesce(p.pinned_revision, $1) end
  from (select q.id, s.broken
          from trunkline.pipeline_source s
          join trunkline.pipeline q on q.project_id = s.project_id and q.file = s.path
         where s.project_id = $2 and s.path = any ($3::text[])
        union all
        select q.id, s.broken
          from trunkline.pipeline_source s
         cross join unnest(s.renamed_from) o(name)
          join trunkline.pipeline q on q.project_id = s.project_id and q.name = o.name
         where s.project_id = $2 and s.path = any ($3::text[]) and s.renamed_from <> '{}') x
 where p.id = x.id and p.removed_at is null and (x.broken or p.pinned_revision is not null)`;

/**
 * Pipelines whose files are in error go on as in the revision before; those that are good again follow the project. Two
 * joins, for one with `or` would compare each file with each pipeline.
 */
export async function pinStale(db: Db, p: { base: number; project: number; paths: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pipelines.pinStale", text: pinStaleSql, values: [p.base, p.project, texts(p.paths)] });
  return rowCount ?? 0;
}

const insertDeploymentsSql = `insert into trunkline.deployment (revision_id, pipeline_id, pipeline_revision_id, action, file)
select $1, x.* from unnest($2::int[], $3::int[], $4::text[], $5::text[]) x`;

export async function insertDeployments(db: Db, p: { revision: number; pipelines: readonly number[]; revisions: readonly number[]; actions: readonly string[]; files: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "pipelines.insertDeployments", text: insertDeploymentsSql, values: [p.revision, list(p.pipelines), list(p.revisions), texts(p.actions), texts(p.files)] });
  return rowCount ?? 0;
}

const listPipelinesSql = `select p.id, p.name, p.file, p.created_at, v.spec::json as spec, v.content_hash, j.name as project,
       j.sync_state, j.sync_reason, j.held_names,
       coalesce(y.commit_oid, r.commit_oid) as "changed_in", coalesce(y.author_name, r.author_name) as "author_name",
       case when y.commit_oid is null then r.change_number else y.change_number end as "change_number",
       (select min(t.next_at) from trunkline.trigger t where t.pipeline_id = p.id) as "next_at",
       s.broken as "broken", s.diagnostics as "diagnostics", s.path as "broken_file", s.broken_in as "broken_in",
       s.broken_at as "broken_at", s.stage_line as "stage_line"
  from (select p.*, trunkline.spec_file(p.project_id, p.name, p.file) as spec_file from trunkline.pipeline p
         where p.removed_at is null and (p.name, p.id) > ($1, $2)
           and ($3::int[] is null or p.class_id = any ($3))
           and ($4::text is null or p.project_id = (select o.id from trunkline.project o where o.name = $4))
           and ($5::int[] is null or p.id = any ($5))
         order by p.name, p.id limit $6) p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.revision r on r.id = p.changed_in
  left join trunkline.deployed_change y on y.pipeline_id = p.id and y.revision_id = p.changed_in
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.spec_file
 order by p.name, p.id`;

export interface ListPipelinesRow {
  id: number;
  name: string;
  file: string;
  created_at: Date;
  spec: unknown;
  content_hash: string;
  project: string;
  sync_state: string;
  sync_reason: string | null;
  held_names: string[] | null;
  changed_in: string;
  author_name: string;
  change_number: string | null;
  next_at: Date | null;
  broken: boolean | null;
  diagnostics: unknown;
  broken_file: string | null;
  broken_in: string | null;
  broken_at: Date | null;
  stage_line: number | null;
}

/**
 * By name, then id: the position (after, afterId) is the last one of the page before. The page is cut before anything else is
 * read: policies would ask about the specs of all pipelines otherwise. With it stands where each one's file is: behind a policy
 * Postgres uses an index for what is computed already, and not for what a function has yet to say.
 */
export async function listPipelines(db: Db, p: { after: string; afterId: number; classes?: readonly number[] | null | undefined; project?: string | null | undefined; ids?: readonly number[] | null | undefined; limit: string | number | bigint }): Promise<ListPipelinesRow[]> {
  const { rows } = await db.query<ListPipelinesRow>({ name: "pipelines.listPipelines", text: listPipelinesSql, values: [p.after, p.afterId, list(p.classes), p.project ?? null, list(p.ids), p.limit] });
  return rows;
}

const healthGroupsSql = `select (p.project_id, p.file) in (select s.project_id, s.path from trunkline.pipeline_source s where s.broken)
       or (p.project_id, p.name) in (select s.project_id, unnest(s.renamed_from) from trunkline.pipeline_source s where s.broken) as "broken",
       l.state as "last", p.id in (select h.pipeline_id from trunkline.hold h
         where h.task is null and h.pipeline_id is not null and h.mode = 'hold' and (h.until is null or h.until > now())) as "paused",
       p.makes_runs as "makes_runs", p.id in (select t.pipeline_id from trunkline.trigger t) as "triggered",
       j.sync_state, j.held_names is null or p.name = any (j.held_names) as "touched",
       array_agg(p.id) as "ids"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  left join lateral (select x.state from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow'
                      order by x.id desc limit 1) l on true
 where p.removed_at is null
   and ($1::int[] is null or p.class_id = any ($1))
   and ($2::text is null or j.name = $2)
   and ($3::text is null or position(lower($3) in lower(p.name)) > 0)
   and ($4::text is null or coalesce(p.stage, 'none') = $4)
   and ($5::text is null or p.wave = $5)
   and ($6::text is null and $7::jsonb is null or p.class_id in (
         select c.id from trunkline.access_class c
          where ($6::text is null or c.facts ->> 'owner' = $6)
            and ($7::jsonb is null or c.facts -> 'tags' @> $7::jsonb)))
 group by 1, 2, 3, 4, 5, 6, 7`;

export interface HealthGroupsRow {
  broken: boolean;
  last: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null;
  paused: boolean;
  makes_runs: boolean;
  triggered: boolean;
  sync_state: string;
  touched: boolean;
  ids: number[];
}

/**
 * Deployed pipelines by what their health and sync are made of, each group once: a few rows for an estate. What is narrowed by
 * owner and tags is narrowed by their classes. A broken file is a pipeline's own, or the one that is to go on in its place.
 * stage: `none` for those in no wave.
 */
export async function healthGroups(db: Db, p: { classes?: readonly number[] | null | undefined; project?: string | null | undefined; words?: string | null | undefined; stage?: string | null | undefined; wave?: string | null | undefined; owner?: string | null | undefined; tags?: unknown | null | undefined }): Promise<HealthGroupsRow[]> {
  const { rows } = await db.query<HealthGroupsRow>({ name: "pipelines.healthGroups", text: healthGroupsSql, values: [list(p.classes), p.project ?? null, p.words ?? null, p.stage ?? null, p.wave ?? null, p.owner ?? null, json(p.tags)] });
  return rows;
}

const labelsOfSql = `select c.facts as "facts", array_agg(p.id) as "ids"
  from trunkline.pipeline p join trunkline.access_class c on c.id = p.class_id
 where p.id = any ($1::int[])
 group by c.id`;

export interface LabelsOfRow {
  facts: unknown;
  ids: number[];
}

/** Pipelines by what their classes say of them: owner, tags and project. */
export async function labelsOf(db: Db, p: { pipelines: readonly number[] }): Promise<LabelsOfRow[]> {
  const { rows } = await db.query<LabelsOfRow>({ name: "pipelines.labelsOf", text: labelsOfSql, values: [list(p.pipelines)] });
  return rows;
}

const threatenedPipelinesSql = `select distinct r.pipeline_id as "id"
  from trunkline.run_deadline d join trunkline.run r on r.id = d.run_id
 where d.state in ('at-risk', 'late')`;

export interface ThreatenedPipelinesRow {
  id: number;
}

/** Pipelines of which a run under way has a deadline at risk or past. */
export async function threatenedPipelines(db: Db): Promise<ThreatenedPipelinesRow[]> {
  const { rows } = await db.query<ThreatenedPipelinesRow>({ name: "pipelines.threatenedPipelines", text: threatenedPipelinesSql });
  return rows;
}

const findPipelineSql = `select p.id, p.name, p.file, p.pipeline_revision_id as "pipeline_revision_id", j.name as project,
       v.spec::json as spec
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.removed_at is null and p.name = $1 and ($2::text is null or j.name = $2)`;

export interface FindPipelineRow {
  id: number;
  name: string;
  file: string;
  pipeline_revision_id: number;
  project: string;
  spec: unknown;
}

/** Deployed pipelines of a name, across projects unless one is given. */
export async function findPipeline(db: Db, p: { name: string; project?: string | null | undefined }): Promise<FindPipelineRow[]> {
  const { rows } = await db.query<FindPipelineRow>({ name: "pipelines.findPipeline", text: findPipelineSql, values: [p.name, p.project ?? null] });
  return rows;
}

const pipelineHistorySql = `select d.revision_id, d.action, d.file, coalesce(h.commit_oid, r.commit_oid) as "commit_oid",
       coalesce(h.subject, r.subject) as "subject", coalesce(h.author_name, r.author_name) as "author_name",
       coalesce(h.author_email, r.author_email) as "author_email", coalesce(h.authored_at, r.authored_at) as "authored_at",
       case when h.commit_oid is null then r.change_number else h.change_number end as "change_number",
       coalesce(h.approvers, r.approvers) as "approvers", r.applied_at, r.applied_by, r.evidence -> 'confirmation' as "confirmation", v.content_hash as "content_hash", r.evidence,
       b.revision_id as "back_to", b.commit_oid as "back_to_commit",
       (select count(*) from trunkline.run x
         where x.pipeline_id = d.pipeline_id and x.revision_id >= d.revision_id
           and x.pipeline_revision_id = d.pipeline_revision_id)::int as "runs"
  from trunkline.deployment d
  join trunkline.pipeline p on p.id = d.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.deployed_change h on h.pipeline_id = d.pipeline_id and h.revision_id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
  -- The newest deployment with the same content, where what came after it had another, or none.
  left join lateral (
    select e.revision_id, x.commit_oid
      from trunkline.deployment e join trunkline.pipeline q on q.id = e.pipeline_id
      join trunkline.revision x on x.id = e.revision_id
     where q.project_id = p.project_id and q.name = p.name and e.revision_id < d.revision_id
       and e.pipeline_revision_id = d.pipeline_revision_id
       and exists (select from trunkline.deployment o join trunkline.pipeline w on w.id = o.pipeline_id
                    where w.project_id = p.project_id and w.name = p.name
                      and o.revision_id > e.revision_id and o.revision_id < d.revision_id
                      and o.pipeline_revision_id is distinct from d.pipeline_revision_id)
     order by e.revision_id desc limit 1) b on true
 where p.name = $1 and j.name = $2 and d.revision_id < $3 and ($4::int[] is null or p.class_id = any ($4))
 order by d.revision_id desc limit $5`;

export interface PipelineHistoryRow {
  revision_id: number;
  action: string;
  file: string;
  commit_oid: string;
  subject: string;
  author_name: string;
  author_email: string;
  authored_at: Date;
  change_number: string | null;
  approvers: string[];
  applied_at: Date;
  applied_by: string;
  confirmation: unknown;
  content_hash: string | null;
  evidence: unknown;
  back_to: number | null;
  back_to_commit: string | null;
  runs: number;
}

/** Newest first, removed identities of the name included. */
export async function pipelineHistory(db: Db, p: { name: string; project: string; before: number; classes?: readonly number[] | null | undefined; limit: string | number | bigint }): Promise<PipelineHistoryRow[]> {
  const { rows } = await db.query<PipelineHistoryRow>({ name: "pipelines.pipelineHistory", text: pipelineHistorySql, values: [p.name, p.project, p.before, list(p.classes), p.limit] });
  return rows;
}

const allPipelinesSql = `select p.id, p.name, p.file, v.content_hash, v.spec::json as spec
  from trunkline.pipeline p join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.project_id = $1 and p.removed_at is null and ($2::int[] is null or p.class_id = any ($2))
 order by p.name`;

export interface AllPipelinesRow {
  id: number;
  name: string;
  file: string;
  content_hash: string;
  spec: unknown;
}

/** Everything deployed of a project. */
export async function allPipelines(db: Db, p: { project: number; classes?: readonly number[] | null | undefined }): Promise<AllPipelinesRow[]> {
  const { rows } = await db.query<AllPipelinesRow>({ name: "pipelines.allPipelines", text: allPipelinesSql, values: [p.project, list(p.classes)] });
  return rows;
}

const deployedPipelineSql = `select p.id, p.name, p.file, p.created_at, p.max_runs, v.spec::json as spec, v.content_hash, j.name as project,
       j.sync_state, j.sync_reason, j.held_names,
       coalesce(y.commit_oid, r.commit_oid) as "changed_in", coalesce(y.author_name, r.author_name) as "author_name",
       case when y.commit_oid is null then r.change_number else y.change_number end as "change_number",
       (select min(t.next_at) from trunkline.trigger t where t.pipeline_id = p.id) as "next_at",
       s.broken as "broken", s.diagnostics as "diagnostics", s.path as "broken_file", s.broken_in as "broken_in",
       s.broken_at as "broken_at", s.stage_line as "stage_line"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
  join trunkline.revision r on r.id = p.changed_in
  left join trunkline.deployed_change y on y.pipeline_id = p.id and y.revision_id = p.changed_in
  cross join lateral (select trunkline.spec_file(p.project_id, p.name, p.file) as path offset 0) f
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = f.path
 where p.removed_at is null and p.name = $1 and ($2::text is null or j.name = $2)
 order by j.name`;

export interface DeployedPipelineRow {
  id: number;
  name: string;
  file: string;
  created_at: Date;
  max_runs: number | null;
  spec: unknown;
  content_hash: string;
  project: string;
  sync_state: string;
  sync_reason: string | null;
  held_names: string[] | null;
  changed_in: string;
  author_name: string;
  change_number: string | null;
  next_at: Date | null;
  broken: boolean | null;
  diagnostics: unknown;
  broken_file: string | null;
  broken_in: string | null;
  broken_at: Date | null;
  stage_line: number | null;
}

/** One deployed pipeline as listPipelines has it, across projects unless one is given. */
export async function deployedPipeline(db: Db, p: { name: string; project?: string | null | undefined }): Promise<DeployedPipelineRow[]> {
  const { rows } = await db.query<DeployedPipelineRow>({ name: "pipelines.deployedPipeline", text: deployedPipelineSql, values: [p.name, p.project ?? null] });
  return rows;
}

const pipelinesOfNameSql = `select p.id, p.name, j.name as project, p.removed_at, p.class_id from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where (p.name = $1 or p.former_names <> '{}' and $1 = any (p.former_names)) and ($2::text is null or j.name = $2)
   and ($3::int[] is null or p.class_id = any ($3))
 order by j.name, (p.name = $1) desc, p.id desc`;

export interface PipelinesOfNameRow {
  id: number;
  name: string;
  project: string;
  removed_at: Date | null;
  class_id: number | null;
}

/** Every identity that a name has or had, newest first, by project; then those that were called so and are renamed. */
export async function pipelinesOfName(db: Db, p: { name: string; project?: string | null | undefined; classes?: readonly number[] | null | undefined }): Promise<PipelinesOfNameRow[]> {
  const { rows } = await db.query<PipelinesOfNameRow>({ name: "pipelines.pipelinesOfName", text: pipelinesOfNameSql, values: [p.name, p.project ?? null, list(p.classes)] });
  return rows;
}

const deployedAroundSql = `select r.applied_at, r.commit_oid, v.spec::json as "spec"
  from trunkline.deployment d
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where d.pipeline_id = any ($1)
   and (r.applied_at between $2 and $3
        or d.revision_id = (select min(f.revision_id) from trunkline.deployment f where f.pipeline_id = any ($1))
        or d.revision_id = (select max(n.revision_id) from trunkline.deployment n where n.pipeline_id = any ($1))
        or d.revision_id = (select max(b.revision_id) from trunkline.deployment b
                              join trunkline.revision x on x.id = b.revision_id
                             where b.pipeline_id = any ($1) and x.applied_at < $2))
 order by d.revision_id limit $4`;

export interface DeployedAroundRow {
  applied_at: Date;
  commit_oid: string;
  spec: unknown;
}

/**
 * What was deployed of identities of a name, oldest first: the first of all, the last before an instant, all up to another,
 * and the newest.
 */
export async function deployedAround(db: Db, p: { pipelines: readonly number[]; from: Date | string; to: Date | string; limit: string | number | bigint }): Promise<DeployedAroundRow[]> {
  const { rows } = await db.query<DeployedAroundRow>({ name: "pipelines.deployedAround", text: deployedAroundSql, values: [list(p.pipelines), p.from, p.to, p.limit] });
  return rows;
}

const deployedAtSql = `select distinct on (d.pipeline_id) d.pipeline_id, p.name, d.file, v.content_hash as "content_hash", v.spec::json as "spec"
  from trunkline.deployment d
  join trunkline.pipeline p on p.id = d.pipeline_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where p.project_id = $1 and ($2::int[] is null or p.class_id = any ($2)) and d.revision_id <= $3
   and exists (select from trunkline.deployment x where x.pipeline_id = d.pipeline_id and x.revision_id > $4 and x.revision_id <= $5)
 order by d.pipeline_id, d.revision_id desc`;

export interface DeployedAtRow {
  pipeline_id: number;
  name: string;
  file: string;
  content_hash: string | null;
  spec: unknown;
}

/** Of the pipelines that changed between two revisions of a project: what was deployed of each as of one of them. */
export async function deployedAt(db: Db, p: { project: number; classes?: readonly number[] | null | undefined; revision: number; after: number; until: number }): Promise<DeployedAtRow[]> {
  const { rows } = await db.query<DeployedAtRow>({ name: "pipelines.deployedAt", text: deployedAtSql, values: [p.project, list(p.classes), p.revision, p.after, p.until] });
  return rows;
}

const stageOfSql = `select p.name, p.stage as "stage", p.wave as "wave", s.stage_line as "line"
  from trunkline.pipeline p
  left join trunkline.pipeline_source s on s.project_id = p.project_id and s.path = p.file
 where p.id = $1 and not p.makes_runs`;

export interface StageOfRow {
  name: string;
  stage: string;
  wave: string;
  line: number | null;
}

/** The wave of a pipeline that is at a stage at which none of its runs is made; no row while they are. */
export async function stageOf(db: Db, p: { pipeline: number }): Promise<StageOfRow | undefined> {
  const { rows } = await db.query<StageOfRow>({ name: "pipelines.stageOf", text: stageOfSql, values: [p.pipeline] });
  return rows[0];
}

const deployedWavesSql = `select j.name as project, p.wave as "wave", p.stage as "stage", count(*)::int as "pipelines"
  from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
 where p.wave is not null and p.removed_at is null and ($1::int[] is null or p.class_id = any ($1))
 group by 1, 2, 3 order by 1, 2, 3`;

export interface DeployedWavesRow {
  project: string;
  wave: string;
  stage: string;
  pipelines: number;
}

/** How many pipelines of each wave are deployed, by project and wave. */
export async function deployedWaves(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<DeployedWavesRow[]> {
  const { rows } = await db.query<DeployedWavesRow>({ name: "pipelines.deployedWaves", text: deployedWavesSql, values: [list(p.classes)] });
  return rows;
}
