-- name: movingRuns :many
-- Runs that have not ended, and the newest, whether they have or not. `mark` is another once anything of the run or its tasks was written: the sum of
-- the transactions that wrote the rows, so that nothing has to be written for those who look, and no index ends HOT updates.
select r.id, p.class_id as "class_id?", p.name as pipeline, j.name as project,
       (r.xmin::text::bigint
        + coalesce((select sum(t.xmin::text::bigint) from trunkline.task_run t where t.run_id = r.id), 0)
        + coalesce((select sum((extract(epoch from d.since) * 1000)::bigint) from trunkline.run_deadline d where d.run_id = r.id), 0))::text as "mark!",
       r.finished_at is not null as "ended!"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null or r.id > :after

-- name: newestRun :one
select coalesce(max(r.id), 0) as "id!" from trunkline.run r

-- name: movingProjects :many
-- `mark` is another once what is deployed, seen, held or refused of the project is, and once somebody told of the scheduler before.
select j.name, md5(concat_ws(' ', j.revision_id, j.observed_commit, j.sync_state, j.sync_reason, j.held_plan_hash, j.registration,
                             (select max(h.since) from trunkline.sync_hold h where h.project_id = j.id),
                             (select count(*) from trunkline.pipeline_source s where s.project_id = j.id and s.broken),
                             (select sum(l.xmin::text::bigint) from trunkline.legacy_source l where l.project_id = j.id))) as "mark!"
  from trunkline.project j where j.registration <> 'removed'

-- name: actsSince :many
-- Acts on runs, pipelines and projects, oldest first, with the run and the class where the act was on one.
select a.id, a.subject, a.project, r.id as "run?", p.name as "pipeline?", p.class_id as "class_id?", j.name as "of?"
  from trunkline.audit a
  left join trunkline.run r on a.subject ~ '^\d{1,18}$' and r.id = case when a.subject ~ '^\d{1,18}$' then a.subject::bigint end
  left join trunkline.pipeline p on p.id = r.pipeline_id
  left join trunkline.project j on j.id = p.project_id
 where a.id > :after
 order by a.id limit 1000

-- name: newestAct :one
select coalesce(max(a.id), 0) as "id!" from trunkline.audit a
