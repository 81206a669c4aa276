-- name: placeHold :exec
-- Holds a pipeline, a run, or a task of either.
select trunkline.place_hold(:pipeline?, :run?, :task?, :mode, :actor, :reason?, :until?)

-- name: releaseHold :one
-- False when nothing of the kind was held.
select trunkline.release_hold(:pipeline?, :run?, :task?) as "released!"

-- name: endHolds :one
-- Ends those whose time has come; returns how many.
select trunkline.end_holds() as "ended!"

-- name: heldTasks :many
-- Which tasks (idx -1: the run) are held, and how.
select h.run_id as "run_id!", h.idx as "idx!", h.mode as "mode!" from trunkline.held_tasks(:runs, :idxs) h

-- name: holdsOfRuns :many
-- What is held of runs: by themselves, or by their pipelines.
select r.id as of_run, h.pipeline_id, h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.run r join trunkline.hold h on h.run_id = r.id or h.pipeline_id = r.pipeline_id
 where r.id = any (:runs) and (h.until is null or h.until > now())
 order by h.task nulls first, h.id

-- name: pausesOf :many
-- Which of these pipelines are held as a whole: paused, on ice, or not executed.
select h.pipeline_id as "pipeline_id!", h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.hold h
 where h.pipeline_id = any (:pipelines::int[]) and h.task is null and (h.until is null or h.until > now())

-- name: countHolds :one
select count(*)::int as "count!" from trunkline.hold h
 where (h.until is null or h.until > now())
   and (:classes?::int[] is null or exists (
         select from trunkline.pipeline p
          where p.class_id = any (:classes?)
            and p.id = coalesce(h.pipeline_id, (select r.pipeline_id from trunkline.run r where r.id = h.run_id))))

-- name: listHolds :many
select j.name as project, p.name as pipeline, h.run_id, h.task, h.mode, h.actor, h.reason, h.since, h.until
  from trunkline.hold h
  left join trunkline.run r on r.id = h.run_id
  join trunkline.pipeline p on p.id = coalesce(h.pipeline_id, r.pipeline_id)
  join trunkline.project j on j.id = p.project_id
 where (:classes?::int[] is null or p.class_id = any (:classes?))
   and (:project?::text is null or j.name = :project?) and (h.until is null or h.until > now())
 order by j.name, p.name, h.id
 limit :limit::int
