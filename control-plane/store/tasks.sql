-- name: startTasks :many
-- Claims ready tasks; only the claims that were won come back.
select r.run_id as "run_id!", r.idx as "idx!", r.attempt as "attempt!", r.noexec as "noexec!",
       r.overridden as "overridden!"
  from trunkline.start_tasks(:runs, :idxs, :worker) r

-- name: completeTasks :many
-- Completes attempts and returns successors that this worker claimed inline.
select r.run_id as "run_id!", r.idx as "idx!", r.attempt as "attempt!"
  from trunkline.complete_tasks(:runs, :idxs, :attempts, :states, :details, :worker, :inline) r

-- name: retryTask :one
-- Plans the next attempt; false when the fence or a cancellation refuses it.
select trunkline.retry_task(:run, :idx, :attempt, :detail, :delayMs) as "planned!"

-- name: repeatTask :one
-- Plans the next iteration of a repeating task; false when the fence or a cancellation refuses it.
select trunkline.repeat_task(:run, :idx, :attempt, :state, :detail, :due) as "planned!"

-- name: iterationOf :one
-- Which iteration of a repeating task its present attempt belongs to, when that was due and began, and the time.
select coalesce(t.iteration, 1) as "iteration!", t.due_at as "due_at?", now() as "now!",
       coalesce((select min(a.started_at) from trunkline.attempt a
                  where a.run_id = t.run_id and a.idx = t.idx and a.iteration is not distinct from t.iteration),
                t.started_at, now()) as "started_at!"
  from trunkline.task_run t where t.run_id = :run and t.idx = :idx

-- name: tasksOfRun :many
select t.idx, t.state, t.remaining, t.unmet, t.attempt, t.worker, t.started_at, t.finished_at, t.exit_code,
       t.signal, t.ending, t.message, t.outputs, t.item, t.instances, t.instances_open,
       (select x.labels from trunkline.route x where x.id = t.route) as "runs_on!",
       (select g.until from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx limit 1) as "retry_at?"
  from trunkline.task_run t where t.run_id = :run order by t.idx

-- name: tasksOfRuns :many
select t.run_id, t.idx, t.state, t.attempt, t.worker, t.started_at, t.finished_at, t.exit_code, t.signal, t.ending,
       t.message, t.outputs, t.reads, t.iteration, t.due_at, t.item, t.instances, t.instances_open,
       (select x.labels from trunkline.route x where x.id = t.route) as "runs_on!",
       (select g.until from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx limit 1) as "retry_at?"
  from trunkline.task_run t where t.run_id = any (:runs) order by t.run_id, t.idx

-- name: attemptsOfRuns :many
-- Attempts that a later one followed; the newest of each task is in tasksOfRuns.
select a.run_id, a.idx, a.attempt, a.worker, a.started_at, a.finished_at, a.ending, a.exit_code, a.signal, a.message,
       a.iteration, a.state
  from trunkline.attempt a where a.run_id = any (:runs) order by a.run_id, a.idx, a.attempt

-- name: needsOfTasks :many
-- What became of tasks, by the number of the question that asked for them. What was on ice counts as if it had succeeded.
select q.question as "question!", t.idx, case when t.ending = 'iced' then 'succeeded' else t.state end as "state!", t.outputs
  from unnest(:runs::bigint[], :idxs::int[], :questions::int[]) q(run_id, idx, question)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx

-- name: itemsOfTasks :many
-- The items of instances of `forEach`, by the number of the question.
select q.question as "question!", t.item as "item?"
  from unnest(:runs::bigint[], :idxs::int[], :questions::int[]) q(run_id, idx, question)
  join trunkline.task_run t on t.run_id = q.run_id and t.idx = q.idx

-- name: expandTask :exec
-- A task with `forEach` becomes its instances; unless something else became of it meanwhile.
select trunkline.expand_task(:run, :idx, :items, :gated)

-- name: runningOfWorker :many
-- What the database believes that a worker runs, found through the active runs.
select t.run_id, t.idx, t.attempt, t.noexec, t.overridden
  from trunkline.run r join trunkline.task_run t on t.run_id = r.id
 where r.finished_at is null and t.state = 'running' and t.worker = :worker

-- name: failedAttempts :one
-- How many earlier attempts of a task failed by themselves and were tried again by this rule of `on` (null: by the
-- task's own retry); lost ones don't count.
select count(*)::int as "failed!" from trunkline.attempt a
 where a.run_id = :run and a.idx = :idx and a.ending not in ('lost', 'skipped') and a.rule is not distinct from :rule?::int
   and a.state is null
   and a.iteration is not distinct from (select t.iteration from trunkline.task_run t where t.run_id = :run and t.idx = :idx)

-- name: attemptsToTrace :many
-- Every attempt of some runs that was started, the newest of each task included.
select x.run_id as "run_id!", x.idx as "idx!", x.attempt as "attempt!", x.state as "state!", x.ending as "ending?",
       x.started_at as "started_at?", x.finished_at as "finished_at?", x.exit_code as "exit_code?", x.signal as "signal?",
       x.message as "message?", x.worker as "worker?", w.name as "worker_name?",
       x.iteration as "iteration?",
       case when x.idx >= 32768
            then (select i.item from trunkline.task_run i where i.run_id = x.run_id and i.idx = x.idx) end as "item?"
  from (select t.run_id, t.idx, t.attempt, t.state::text, t.ending, t.started_at, t.finished_at, t.exit_code, t.signal,
               t.message, t.worker, t.iteration
          from trunkline.task_run t where t.run_id = any (:runs) and t.attempt > 0
        union all
        select a.run_id, a.idx, a.attempt,
               case when a.state is not null then a.state::text
                    when a.ending in ('cancelled', 'skipped') then a.ending
                    when a.ending = 'exited' and a.exit_code = 0 and a.message is null then 'succeeded'
                    else 'failed' end, a.ending,
               a.started_at, a.finished_at, a.exit_code, a.signal, a.message, a.worker, a.iteration
          from trunkline.attempt a where a.run_id = any (:runs)) x
  left join trunkline.worker w on w.id = x.worker
 order by x.run_id, x.idx, x.attempt

-- name: taskStates :many
-- What a reader of output needs: which tasks have started, and which can't write any more.
select t.idx, t.state, t.attempt from trunkline.task_run t where t.run_id = :run and t.attempt > 0 order by t.idx

-- name: deliverAgain :exec
-- A further queue entry of a task, for one that could not claim what it was given.
select count(*) from graphile_worker.add_jobs(array(
  select trunkline.task_job(t.run_id, t.idx, t.route, t.priority) from trunkline.task_run t where t.run_id = :run and t.idx = :idx))

-- name: earlierExternalRuns :one
-- What earlier attempts of a task submitted to other systems: the newest that nobody saw end, and how many ended.
select (select e.external from trunkline.external_run e
         where e.run_id = :run and e.idx = :idx and not e.over order by e.attempt desc limit 1) as "open?",
       (select count(*)::int from trunkline.external_run e
         where e.run_id = :run and e.idx = :idx and e.over) as "over!"

-- name: newestExternalRun :one
-- The newest with ids that executors recorded with this task, in the run or in those that it repeats, the nearest first.
with recursive repeated (id, rerun_of, distance) as (
  select r.id, r.rerun_of, 0 from trunkline.run r where r.id = :run
  union all
  select r.id, r.rerun_of, p.distance + 1 from repeated p join trunkline.run r on r.id = p.rerun_of)
select e.external from repeated p join trunkline.external_run e on e.run_id = p.id
 where e.external ->> 'task' = :task and e.external ->> 'ids' is not null
 order by p.distance, e.attempt desc limit 1

-- name: recordExternalRun :one
-- Before it is waited for; no row when the attempt is not the task's newest any more. May be sent twice.
insert into trunkline.external_run (run_id, idx, attempt, external)
select t.run_id, t.idx, t.attempt, :external from trunkline.task_run t
 where t.run_id = :run and t.idx = :idx and t.attempt = :attempt and t.state = 'running'
on conflict (run_id, idx, attempt) do update set external = excluded.external
returning attempt
