-- What checks of data found.

-- name: recordCheckResults :one
-- All of an attempt together, in the order given; no row when the attempt is not the task's newest any more. May be sent twice.
with running as (
  select t.run_id, t.idx, t.attempt, r.pipeline_id
    from trunkline.task_run t join trunkline.run r on r.id = t.run_id
   where t.run_id = :run and t.idx = :idx and t.attempt = :attempt and t.state = 'running'
), put as (
  insert into trunkline.check_result (run_id, idx, attempt, name, pipeline_id, task, verdict, figure, message, sample)
  select n.run_id, n.idx, n.attempt, c.name, n.pipeline_id, :task::text, c.verdict, c.figure, c.message, c.sample
    from running n
   cross join jsonb_to_recordset(:results::jsonb) c (name text, verdict text, figure jsonb, message text, sample jsonb)
  on conflict (run_id, idx, attempt, name) do nothing
)
select attempt from running

-- name: earlierFigures :many
-- Of a check of the task in earlier runs, the newest first; what failed is no measure.
select c.figure as "figure!"
  from trunkline.check_result c
 where c.pipeline_id = (select r.pipeline_id from trunkline.run r where r.id = :run)
   and c.task = :task and c.name = :name and c.verdict <> 'failed' and c.run_id < :run and c.figure is not null
 order by c.run_id desc
 limit :most

-- name: checkResultsOfRun :many
-- All attempts of all tasks, in the order of tasks, attempts and names.
select c.idx, c.task, c.attempt, c.name, c.verdict, c.figure as "figure?", c.message, c.sample, c.at
  from trunkline.check_result c
 where c.run_id = :run
 order by c.idx, c.attempt, c.name
