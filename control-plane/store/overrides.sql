-- name: ignoreGates :exec
-- Opens gates of tasks of a run (idx -1: of the run itself), whose rows are locked, and has them judged.
with noted as (
  insert into trunkline.override (run_id, idx, kind, name, actor, reason)
  select :run, i, 'ignore', n, :actor, :reason from unnest(:idxs::int[]) i cross join unnest(:names::text[]) n),
retried as (
  update trunkline.gate g set until = now()
   where 'retry' = any (:names) and g.run_id = :run and g.idx = any (:idxs::int[]) and g.until > now()),
-- The next iteration of a repeating task begins now; those after it keep their times.
come as (
  update trunkline.task_run t set due_at = now()
   where 'time' = any (:names) and t.run_id = :run and t.idx = any (:idxs::int[]) and t.due_at > now()),
unasked as (
  delete from trunkline.pool_wait w using trunkline.pool p
   where p.id = w.pool_id and w.run_id = :run and w.idx = any (:idxs::int[])
     and ('pool' = any (:names) or 'pool:' || p.name = any (:names))
  returning w.pool_id),
-- Who stood behind it may come now.
served as (insert into trunkline.pool_check (pool_id) select distinct pool_id from unasked),
-- The hold of a run is one of all its tasks.
asked as (
  select trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx)) from trunkline.wait w
   where w.run_id = :run and (w.idx = any (:idxs::int[]) or -1 = any (:idxs::int[]) and 'hold' = any (:names)))
select pg_notify('trunkline_wait', '') from asked

-- name: delayedTasks :many
-- Tasks of a run that wait for the delay of a retry.
select g.idx from trunkline.gate g where g.run_id = :run

-- name: overridesOfRuns :many
select o.id, o.run_id, o.idx, o.kind, o.name, o.value, o.before, o.actor, o.reason, o.at, o.reviewed_by, o.reviewed_at
  from trunkline.override o where o.run_id = any (:runs) order by o.run_id, o.id

-- name: listOverrides :many
-- Newest first; before: an id to go on from. open: those that nobody has reviewed.
select o.id, o.run_id, o.idx, o.kind, o.name, o.value, o.before, o.actor, o.reason, o.at, o.reviewed_by, o.reviewed_at,
       r.pipeline_revision_id, r.business_date::text as "date!", r.state, p.name as pipeline, j.name as project
  from trunkline.override o
  join trunkline.run r on r.id = o.run_id
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where o.id < :before and (:classes?::int[] is null or p.class_id = any (:classes?))
   and (not :open::boolean or o.reviewed_at is null)
   and (:project?::text is null or j.name = :project?)
   and (:date?::date is null or r.business_date = :date?)
 order by o.id desc limit :limit

-- name: reviewOverrides :many
-- Notes that somebody looked at what was changed of a run; those that nobody had.
update trunkline.override o set reviewed_by = :actor, reviewed_at = now()
 where o.run_id = :run and o.reviewed_at is null
returning o.id

-- name: putOverrides :exec
-- Values for tasks of a run (idx -1: for all), each {kind, name, value, before}.
insert into trunkline.override (run_id, idx, kind, name, value, before, actor, reason)
select :run, i, v ->> 'kind', v ->> 'name', v -> 'value', nullif(v -> 'before', 'null'), :actor, :reason
  from unnest(:idxs::int[]) i cross join jsonb_array_elements(:values::jsonb) with ordinality x(v, n)
 order by i, n

-- name: applyOverrides :exec
-- Has tasks that have not started take notice; they are locked.
select trunkline.apply_overrides(:run, :idxs)

-- name: valuesOfTask :many
-- What a task of a run was given by hand, for itself or for all, the newest last.
select o.kind, o.name, o.value from trunkline.override o
 where o.run_id = :run and o.idx in (-1, :idx, trunkline.declared_place(:idx)) and o.kind <> 'ignore' order by o.id

-- name: lockPlaces :many
-- A run's tasks, instances of `forEach` included, in the order in which all lock them.
select t.idx, t.state from trunkline.task_run t where t.run_id = :run order by t.idx for update
