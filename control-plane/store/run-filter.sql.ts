// Generated from run-filter.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const runsToFilterSql = `select r.id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date", r.due_at,
       r.trigger_kind, r.state, r.reason, r.actor, r.created_at, r.started_at, r.finished_at, r.pipeline_id, p.name as pipeline, j.name as project, v.commit_oid,
       exists (select from trunkline.override o where o.run_id = r.id) as "overridden"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
 where r.id < $1
   and ($2::int[] is null or p.class_id = any ($2))
   and ($3::int[] is null or r.pipeline_id = any ($3))
   and ($4::text is null or j.name = $4)
   and ($5::int[] is null or r.revision_id = any ($5))
   and (not $6::boolean or r.finished_at is null)
   and ($7::trunkline.run_state is null or r.state = $7)
   and ($8::date is null or r.business_date = $8)
   and (not $9::boolean or not exists (
         select from trunkline.run n
          where n.pipeline_id = r.pipeline_id and n.slot = r.slot and n.generation > r.generation))
 order by r.id desc
 limit $10`;

export interface RunsToFilterRow {
  id: string;
  pipeline_revision_id: number;
  slot: string;
  generation: number;
  business_date: string;
  due_at: Date;
  trigger_kind: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  reason: string | null;
  actor: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  pipeline_id: number;
  pipeline: string;
  project: string;
  commit_oid: string;
  overridden: boolean;
}

/**
 * Runs with what an expression may name of them, newest first; before: an id to go on from. newest: only the last generation
 * of each slot. active narrows to the index of unfinished runs.
 */
export async function runsToFilter(db: Db, p: { before: string | number | bigint; classes?: readonly number[] | null | undefined; pipelines?: readonly number[] | null | undefined; project?: string | null | undefined; revisions?: readonly number[] | null | undefined; active: boolean; state?: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null | undefined; date?: string | null | undefined; newest: boolean; limit: string | number | bigint }): Promise<RunsToFilterRow[]> {
  const { rows } = await db.query<RunsToFilterRow>({ name: "run-filter.runsToFilter", text: runsToFilterSql, values: [p.before, list(p.classes), list(p.pipelines), p.project ?? null, list(p.revisions), p.active, p.state ?? null, p.date ?? null, p.newest, p.limit] });
  return rows;
}

const newestRunsSeenSql = `select r.id
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.id < $1 and r.id >= least($1, (select s.last_value + 1 from trunkline.run_id_seq s)) - 500
   and p.class_id = any ($2::int[])
   and ($3::text is null or p.project_id = (select j.id from trunkline.project j where j.name = $3))
   and ($4::trunkline.run_state is null or r.state = $4)
 order by r.id desc limit $5`;

export interface NewestRunsSeenRow {
  id: string;
}

/**
 * Ids of the runs of some classes among the newest 500 numbers before an id: policies look at each run that is passed over,
 * and whoever sees a tenth of what runs has a page of them.
 */
export async function newestRunsSeen(db: Db, p: { before: string | number | bigint; classes: readonly number[]; project?: string | null | undefined; state?: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null | undefined; limit: string | number | bigint }): Promise<NewestRunsSeenRow[]> {
  const { rows } = await db.query<NewestRunsSeenRow>({ name: "run-filter.newestRunsSeen", text: newestRunsSeenSql, values: [p.before, list(p.classes), p.project ?? null, p.state ?? null, p.limit] });
  return rows;
}

const olderRunsSeenSql = `with last as materialized (
  select p.id as pipeline, n.id
    from trunkline.pipeline p
   cross join lateral (
     select r.id from trunkline.run r
      where r.pipeline_id = p.id and r.id < $1 and ($2::trunkline.run_state is null or r.state = $2)
      order by r.id desc limit 1) n
   where p.class_id = any ($3::int[])
     and ($4::text is null or p.project_id = (select j.id from trunkline.project j where j.name = $4))
   order by n.id desc limit $5)
select n.id
  from last l
 cross join lateral (
   select r.id from trunkline.run r
    where r.pipeline_id = l.pipeline and r.id < $1 and ($2::trunkline.run_state is null or r.state = $2)
      and r.id >= (select case when count(*) < $5 then 0 else min(x.id) end from last x)
    order by r.id desc limit $5) n
 order by n.id desc limit $5`;

export interface OlderRunsSeenRow {
  id: string;
}

/**
 * The same however old they are. They are of the pipelines that ran last, as many as the page has rows, and none of them is
 * older than the first of these pipelines' last runs.
 */
export async function olderRunsSeen(db: Db, p: { before: string | number | bigint; state?: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled" | null | undefined; classes: readonly number[]; project?: string | null | undefined; limit: string | number | bigint }): Promise<OlderRunsSeenRow[]> {
  const { rows } = await db.query<OlderRunsSeenRow>({ name: "run-filter.olderRunsSeen", text: olderRunsSeenSql, values: [p.before, p.state ?? null, list(p.classes), p.project ?? null, p.limit] });
  return rows;
}

const revisionLabelsSql = `select v.id, coalesce(v.spec::json -> 'tags', '{}') as "tags", v.spec::json ->> 'owner' as "owner"
  from trunkline.pipeline_revision v where v.id = any ($1)`;

export interface RevisionLabelsRow {
  id: number;
  tags: unknown;
  owner: string | null;
}

/** Tags and owner of pipeline revisions. */
export async function revisionLabels(db: Db, p: { ids: readonly number[] }): Promise<RevisionLabelsRow[]> {
  const { rows } = await db.query<RevisionLabelsRow>({ name: "run-filter.revisionLabels", text: revisionLabelsSql, values: [list(p.ids)] });
  return rows;
}
