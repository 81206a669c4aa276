-- name: tasksToStart :many
-- Tasks that are about to run a pipeline, with the item of an instance; by their order in the question.
select q.n::int as "n!", t.attempt as "attempt!", t.item as "item?", r.depth as "depth!"
  from unnest(:runs::bigint[], :idxs::int[]) with ordinality q(run_id, idx, n)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx
  join trunkline.run r on r.id = t.run_id

-- name: callers :many
-- The pipelines whose runs lead to a run, itself first.
with recursive up as (
  select r.id, r.pipeline_id, r.parent_run, 0 as n from trunkline.run r where r.id = :run
  union all
  select r.id, r.pipeline_id, r.parent_run, up.n + 1 from up join trunkline.run r on r.id = up.parent_run where up.n < 100)
select up.pipeline_id as "pipeline_id!", p.name as "name!" from up join trunkline.pipeline p on p.id = up.pipeline_id order by up.n

-- name: startChild :one
select trunkline.start_child(:run, :idx, :task, :pipeline, :params, :date::date, :parentTrace) as "run_id?"

-- name: takeChildChecks :many
-- Takes tasks to be looked at; a server that fails puts them back by its rollback.
with taken as (
  delete from trunkline.child_check c
   where c.id in (select k.id from trunkline.child_check k order by k.id limit :limit::int for update skip locked)
  returning c.run_id, c.idx)
select distinct run_id as "run_id!", idx as "idx!" from taken order by 1, 2

-- name: lockParents :many
-- Tasks that wait for the end of a run, with that run.
select t.run_id, t.idx, t.attempt, t.stop, r.pipeline_revision_id, r.business_date::text as "date!", t.item,
       c.id as "child!", c.state as "state!", c.reason, p.name as "pipeline!"
  from trunkline.task_run t
  join trunkline.run r on r.id = t.run_id
  join trunkline.run c on c.parent_run = t.run_id and c.parent_idx = t.idx and c.parent_attempt = t.attempt
  join trunkline.pipeline p on p.id = c.pipeline_id
 where (t.run_id, t.idx) in (select * from unnest(:runs::bigint[], :idxs::int[]))
   and t.state = 'running' and t.worker = 0 and t.instances is null
 order by t.run_id, t.idx for update of t

-- name: tasksOfChild :many
-- How the tasks of a run ended, and what they gave.
select v.spec::json as spec, t.idx, t.state, t.outputs
  from trunkline.run r
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
  join trunkline.task_run t on t.run_id = r.id and t.idx < 32768
 where r.id = :run order by t.idx

-- name: childrenOfRuns :many
-- Runs that tasks of some runs have made.
select c.parent_run as "parent_run!", c.parent_idx as "parent_idx!", c.parent_attempt as "parent_attempt!", c.id, c.state, c.trace_id,
       p.name as pipeline, p.class_id
  from trunkline.run c join trunkline.pipeline p on p.id = c.pipeline_id
 where c.parent_run = any (:runs::bigint[]) order by c.parent_run, c.parent_idx, c.parent_attempt

-- name: parentOfRun :one
-- Whose task made a run.
select r.id, c.parent_idx as "idx!", p.name as pipeline, p.class_id, v.spec::json as spec
  from trunkline.run c
  join trunkline.run r on r.id = c.parent_run
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id
 where c.id = :run
