-- name: lockTasks :many
-- A run's tasks without instances of `forEach`, in the order in which all lock them. Before the run itself, as those that complete tasks do.
select t.idx, t.state, t.remaining, t.unmet, t.ending from trunkline.task_run t where t.run_id = :run and t.idx < 32768 order by t.idx for update

-- name: lockRun :one
select r.state, r.finished_at, r.cancel_at from trunkline.run r where r.id = :run for update

-- name: newerGeneration :one
-- The newest generation of a run's slot, if it is another.
select n.id from trunkline.run r
  join trunkline.run n on n.pipeline_id = r.pipeline_id and n.slot = r.slot and n.generation > r.generation
 where r.id = :run order by n.generation desc limit 1

-- name: markTasks :exec
-- Records marks, and what becomes of the tasks of an unfinished run.
select trunkline.mark_tasks(:run, :marked, :state, :actor, :reason, :idxs, :states, :remaining, :unmet)

-- name: marksOfRuns :many
-- The newest mark of each task.
select distinct on (m.run_id, m.idx) m.run_id, m.idx, m.state, m.was, m.actor, m.reason, m.at
  from trunkline.mark m where m.run_id = any (:runs) order by m.run_id, m.idx, m.id desc
