// Generated from map.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const mapPipelinesSql = `select p.id, j.name as project, p.name, coalesce(c.facts -> 'tags', '{}') as "tags", r.state::text as "state",
       d.at as "deadline_at", d.state as "deadline_state", d.expected_at as "expected_at"
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  left join trunkline.access_class c on c.id = p.class_id
  left join lateral (select x.id, x.state, x.finished_at from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow'
                      order by x.id desc limit 1) r on true
  left join lateral (select x.at, x.state, x.expected_at from trunkline.run_deadline x
                      where r.finished_at is null and x.run_id = r.id and x.state not in ('met', 'missed')
                      order by x.at limit 1) d on true
 where p.removed_at is null and ($1::int[] is null or p.class_id = any ($1))
 order by j.name, p.name`;

export interface MapPipelinesRow {
  id: number;
  project: string;
  name: string;
  tags: unknown;
  state: string | null;
  deadline_at: Date | null;
  deadline_state: string | null;
  expected_at: Date | null;
}

/**
 * Deployed pipelines with their tags and how their newest run stands, by project and name; while it is under way also its nearest
 * deadline.
 */
export async function mapPipelines(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<MapPipelinesRow[]> {
  const { rows } = await db.query<MapPipelinesRow>({ name: "map.mapPipelines", text: mapPipelinesSql, values: [list(p.classes)] });
  return rows;
}

const mapConditionsSql = `select distinct o.id as "awaited", a.pipeline_id as "by"
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.name = a.project
  join trunkline.pipeline o on o.project_id = j.id and o.name = a.pipeline and o.removed_at is null
 where ($1::int[] is null or (p.class_id = any ($1) and o.class_id = any ($1)))
 order by 1, 2`;

export interface MapConditionsRow {
  awaited: number;
  by: number;
}

/** Which deployed pipelines ask about the runs of which: once for each two of them. */
export async function mapConditions(db: Db, p: { classes?: readonly number[] | null | undefined }): Promise<MapConditionsRow[]> {
  const { rows } = await db.query<MapConditionsRow>({ name: "map.mapConditions", text: mapConditionsSql, values: [list(p.classes)] });
  return rows;
}
