// Generated from legacy-ends.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const raiseLegacyEndsSql = `with asked as (
  select distinct m[1] as name
    from trunkline.pipeline p
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id and v.spec like '%"ended:%'
   cross join lateral regexp_matches(v.spec, '"(ended:[^"\\\\]+)"', 'g') m
   where p.project_id = $1 and p.removed_at is null),
ended as (
  select a.name, s.name || '/' || r.key as id,
         coalesce(r.business_date, (r.started_at at time zone coalesce(s.zone, 'UTC'))::date)::text as date
    from trunkline.legacy_run r
    join trunkline.legacy_source s on s.id = r.source_id
    join asked a on a.name = 'ended:' || r.job
   where r.source_id = $2 and r.key = any ($3::text[]) and r.end_known = 'value'
     and coalesce(r.ended_at >= s.raises_from, true)
     and coalesce(r.outcome, case when r.exit = 0 then 'succeeded' end) = 'succeeded'
     and coalesce(r.business_date, r.started_at::date) is not null),
raised as (
  insert into trunkline.raised_event (project_id, id, name, date, actor)
  select $1, e.id, e.name, e.date, $4 from ended e
  on conflict do nothing
  returning name, date)
select trunkline.apply_effects($1, null, null, current_date, $4, 'the job ended there',
         jsonb_agg(jsonb_build_object('emit', r.name, 'date', r.date)))
  from raised r having count(*) > 0`;

/**
 * Of these runs those that ended well, as the event `ended:JOB` of their business date, where a deployed pipeline names it; a
 * source without business dates has the day on which they started, in its zone. Told again it is nothing new.
 */
export async function raiseLegacyEnds(db: Db, p: { project: number; source: number; keys: readonly string[]; actor: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "legacy-ends.raiseLegacyEnds", text: raiseLegacyEndsSql, values: [p.project, p.source, texts(p.keys), p.actor] });
  return rowCount ?? 0;
}
