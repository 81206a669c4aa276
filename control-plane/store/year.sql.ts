// Generated from year.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const list = (values: readonly unknown[] | null | undefined) => values ? `{${values.map((one) => one ?? "NULL").join()}}` : null;

const runDaysSql = `with newest as (
  select distinct on (r.business_date, r.pipeline_id, r.slot) r.id, r.business_date, r.state
    from trunkline.run r
   where r.pipeline_id = any ($1) and r.business_date between $2::date and $3::date and r.trigger_kind <> 'shadow'
   order by r.business_date, r.pipeline_id, r.slot, r.generation desc)
select n.business_date::text as "date", n.state, count(*)::int as "count",
       count(*) filter (where exists (select from trunkline.run_deadline d
                                       where d.run_id = n.id and d.idx = -1 and d.state in ('late', 'missed')))::int as "late"
  from newest n group by 1, 2 order by 1, 2`;

export interface RunDaysRow {
  date: string;
  state: "waiting" | "running" | "succeeded" | "failed" | "skipped" | "cancelled";
  count: number;
  late: number;
}

/**
 * How runs of pipelines for the business dates of a range stand, without those in shadow, the newest generation of each slot: by
 * date and state how many. late: how many missed their own deadline, or are late already.
 */
export async function runDays(db: Db, p: { pipelines: readonly number[]; from: string; to: string }): Promise<RunDaysRow[]> {
  const { rows } = await db.query<RunDaysRow>({ name: "year.runDays", text: runDaysSql, values: [list(p.pipelines), p.from, p.to] });
  return rows;
}

const deployedDuesSql = `select r.applied_at, r.commit_oid, d.pipeline_revision_id as "revision", v.spec::json -> 'triggers' as "triggers",
       v.spec::json ->> 'newDay' as "new_day", v.spec::json -> 'wave' as "wave"
  from trunkline.deployment d
  join trunkline.revision r on r.id = d.revision_id
  left join trunkline.pipeline_revision v on v.id = d.pipeline_revision_id
 where d.pipeline_id = any ($1) and r.applied_at <= $2
   and d.revision_id >= coalesce((select max(b.revision_id) from trunkline.deployment b
                                    join trunkline.revision x on x.id = b.revision_id
                                   where b.pipeline_id = any ($1) and x.applied_at < $3), 0)
 order by d.revision_id desc limit $4`;

export interface DeployedDuesRow {
  applied_at: Date;
  commit_oid: string;
  revision: number | null;
  triggers: unknown;
  new_day: string | null;
  wave: unknown;
}

/**
 * What was deployed of identities of a name between two instants, and the last before them: newest first, at most so many. Of specs
 * only what decides when they are due.
 */
export async function deployedDues(db: Db, p: { pipelines: readonly number[]; to: Date | string; from: Date | string; limit: string | number | bigint }): Promise<DeployedDuesRow[]> {
  const { rows } = await db.query<DeployedDuesRow>({ name: "year.deployedDues", text: deployedDuesSql, values: [list(p.pipelines), p.to, p.from, p.limit] });
  return rows;
}
