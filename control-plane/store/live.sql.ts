// Generated from live.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const pipelinesInFlightSql = `select p.name, count(*)::int as "runs", min(r.created_at) as "oldest"
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.finished_at is null and p.project_id = $1 and ($2::int[] is null or p.class_id = any ($2))
 group by p.name order by p.name`;

export interface PipelinesInFlightRow {
  name: string;
  runs: number;
  oldest: Date;
}

/** Pipelines of a project with runs that have not ended, and since when the oldest of those is there. */
export async function pipelinesInFlight(db: Db, p: { project: number; classes?: readonly number[] | null | undefined }): Promise<PipelinesInFlightRow[]> {
  const { rows } = await db.query<PipelinesInFlightRow>({ name: "live.pipelinesInFlight", text: pipelinesInFlightSql, values: [p.project, list(p.classes)] });
  return rows;
}

const awaitedElsewhereSql = `select distinct a.pipeline as awaited, j.name as project, p.name
  from trunkline.awaited a
  join trunkline.pipeline p on p.id = a.pipeline_id and p.removed_at is null
  join trunkline.project j on j.id = p.project_id
 where a.project = $1 and j.name <> $1 and ($2::int[] is null or p.class_id = any ($2))
   and ($2::int[] is null or exists (
         select from trunkline.pipeline q join trunkline.project o on o.id = q.project_id
          where o.name = a.project and q.name = a.pipeline and q.class_id = any ($2)))
 order by a.pipeline, j.name, p.name`;

export interface AwaitedElsewhereRow {
  awaited: string;
  project: string;
  name: string;
}

/** Deployed pipelines of other projects that ask about pipelines of this one. */
export async function awaitedElsewhere(db: Db, p: { project: string; classes?: readonly number[] | null | undefined }): Promise<AwaitedElsewhereRow[]> {
  const { rows } = await db.query<AwaitedElsewhereRow>({ name: "live.awaitedElsewhere", text: awaitedElsewhereSql, values: [p.project, list(p.classes)] });
  return rows;
}
