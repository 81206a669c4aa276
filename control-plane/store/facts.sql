-- name: runsOfDates :many
-- The newest run of each pipeline for each date that was not passed over: the last due time, its highest generation.
-- Null: the pipeline has none; no row: there is no such pipeline. deployed: its revision that is.
select q.n as "n!", r.id as "id?", r.state as "state?", r.finished_at as "finished_at?",
       r.pipeline_revision_id as "pipeline_revision_id?", p.pipeline_revision_id as "deployed!"
  from unnest(:ns::int[], :projects::text[], :pipelines::text[], :dates::date[]) q(n, project, pipeline, date)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.id = trunkline.pipeline_named(j.id, q.pipeline)
  left join lateral (
   select r.id, r.state, r.finished_at, r.pipeline_revision_id from trunkline.run r
    where r.pipeline_id = p.id and r.business_date = q.date and r.state <> 'skipped' and r.trigger_kind <> 'shadow'
    order by r.due_at desc, r.slot desc, r.generation desc limit 1) r on true

-- name: newestRuns :many
-- The newest run of each pipeline that has started, whatever its date; and whether any run is running.
select q.n as "n!", r.id as "id?", r.state as "state?", r.finished_at as "finished_at?",
       r.pipeline_revision_id as "pipeline_revision_id?",
       exists (select from trunkline.run a where a.pipeline_id = p.id and a.finished_at is null and a.state = 'running'
                and a.trigger_kind <> 'shadow') as "running!"
  from unnest(:ns::int[], :projects::text[], :pipelines::text[]) q(n, project, pipeline)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.id = trunkline.pipeline_named(j.id, q.pipeline)
  left join lateral (
   select r.id, r.state, r.finished_at, r.pipeline_revision_id from trunkline.run r
    where r.pipeline_id = p.id and r.started_at is not null and r.trigger_kind <> 'shadow' order by r.id desc limit 1) r on true

-- name: statesOfTasks :many
-- Tasks of runs; one with `forEach` stands for its instances. What was on ice counts as if it had succeeded. A success is stored
-- without its exit code, which is 0.
select t.run_id, t.idx, case when t.ending = 'iced' then 'succeeded' else t.state end as "state!",
       coalesce(t.exit_code, case when t.state = 'succeeded' then 0 end) as "exit_code?", t.finished_at
  from trunkline.task_run t where t.run_id = any (:runs::bigint[]) and t.idx < 32768

-- name: eventsThere :many
-- Since when events are there; a null date asks for any, one without a year (12-31) for that day of any year.
select q.n as "n!", min(e.at) as "at!"
  from unnest(:ns::int[], :projects::text[], :names::text[], :dates::text[]) q(n, project, name, date)
  join trunkline.project j on j.name = q.project
  join trunkline.event e on e.project_id = j.id and e.name = q.name and (q.date is null or e.date = q.date or (length(q.date) = 5 and e.date like '____-' || q.date))
 group by q.n

-- name: variableValues :many
select q.n as "n!", v.value, v.at
  from unnest(:ns::int[], :projects::text[], :names::text[]) q(n, project, name)
  join trunkline.project j on j.name = q.project
  join trunkline.variable v on v.project_id = j.id and v.name = q.name

-- name: newestUpdates :many
-- The newest update of assets; a null date asks for the newest of all. fresh_ms: how long one keeps its asset fresh.
-- written: a deployed pipeline writes it.
select q.n as "n!", u.at as "at?",
       (select min(w.fresh_ms) from trunkline.asset_writer w where w.name = q.name) as "fresh_ms?",
       exists (select from trunkline.asset_writer w where w.name = q.name) as "written!"
  from unnest(:ns::int[], :names::text[], :dates::date[]) q(n, name, date)
 left join lateral (
   select a.at from trunkline.asset_update a
    where a.name = q.name and (q.date is null or a.date = q.date) order by a.id desc limit 1) u on true

-- name: lastEnds :many
-- When pipelines' runs ended last, before the runs that wait.
select q.n as "n!", max(r.finished_at) as "at?"
  from unnest(:ns::int[], :pipelines::int[], :runs::bigint[]) q(n, pipeline_id, run_id)
  join trunkline.run r on r.pipeline_id = q.pipeline_id and r.id <> q.run_id and r.state <> 'skipped' and r.trigger_kind <> 'shadow'
 group by q.n

-- name: runsById :many
select r.id, r.state, r.finished_at, r.pipeline_revision_id, r.business_date::text as "date!", p.name as pipeline, j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.id = any (:ids::bigint[])
