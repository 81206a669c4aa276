-- name: runsForWork :many
-- What a worker needs to know of runs before it starts their tasks.
select r.id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date!",
       r.due_at, r.params, r.trace_id, p.name as pipeline, j.name as project, v.tree_oid, v.commit_oid
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
 where r.id = any (:ids)

-- name: showRun :one
-- A run with everything that it leads back to.
select r.id, r.slot, r.generation, r.business_date::text as "business_date!", r.due_at, r.trigger_kind, r.state, r.reason,
       r.params, r.actor, r.rerun_of, r.trace_id, r.parent_trace, r.cancel_at, r.created_at, r.started_at,
       r.finished_at, r.pipeline_id, r.pipeline_revision_id, r.revision_id,
       array(select distinct m.actor from trunkline.mark m where m.run_id = r.id order by 1) as "marked_by!",
       array(select distinct o.actor from trunkline.override o where o.run_id = r.id order by 1) as "overridden_by!",
       p.name as pipeline, c.file as "file!", j.name as project, j.environment, j.repository, j.branch,
       v.commit_oid, v.tree_oid, v.uncommitted,
       c.commit_oid as "changed_in!", c.author_name as "author_name!", c.author_email as "author_email!", c.subject as "subject!",
       c.change_number, c.approvers as "approvers!",
       c.evidence, s.spec::json as spec
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = :id

-- name: listRuns :many
-- Runs with what each leads back to, newest first.
select r.id, r.pipeline_id, r.pipeline_revision_id, r.slot, r.generation, r.business_date::text as "business_date!", r.due_at,
       r.trigger_kind, r.state, r.reason, r.actor, r.trace_id, r.created_at, r.started_at, r.finished_at,
       p.name as pipeline, j.name as project, j.repository, j.branch, v.commit_oid, v.uncommitted, s.task_count,
       c.commit_oid as "changed_in!", c.file as "file!", c.author_name as "author_name!", c.author_email as "author_email!",
       c.subject as "subject!", c.change_number, c.approvers as "approvers!",
       array(select distinct m.actor from trunkline.mark m where m.run_id = r.id order by 1) as "marked_by!",
       array(select distinct o.actor from trunkline.override o where o.run_id = r.id order by 1) as "overridden_by!"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join trunkline.pipeline_revision s on s.id = r.pipeline_revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = any (:ids::bigint[])
 order by r.id desc

-- name: runState :one
select r.state, r.finished_at, r.cancel_at from trunkline.run r where r.id = :id

-- name: attemptsToStop :many
-- Which attempts of a worker are to be stopped; it asks with each beat, for the runs of which it holds some.
select t.run_id, t.idx, t.attempt from trunkline.run r join trunkline.task_run t on t.run_id = r.id
 where r.id = any (:runs) and r.stop_at is not null and t.state = 'running' and t.worker = :worker and t.stop

-- name: cancelRun :one
-- False when the run had finished.
select trunkline.cancel_run(:id, :reason) as "cancelled!"

-- name: lockPipelineOfRun :one
-- Nothing starts, ends or marks a generation of the run's slot until the transaction ends.
select p.id, p.removed_at from trunkline.pipeline p join trunkline.run r on r.pipeline_id = p.id where r.id = :id for update of p

-- name: rerun :one
-- Id of the next generation; null while one of the slot is unfinished. idxs: what is carried over, from what, as what;
-- resumed: tasks of which some instances are.
select trunkline.rerun(:id, :pipelineRevision, :revision, :idxs, :froms, :states, :notes, :actor, :reason?, :resumed, :resumedFrom, :resumedAgain) as "run_id?"

-- name: currentRevision :one
-- What is deployed of a pipeline now; nothing once it was removed.
select p.pipeline_revision_id as "pipeline_revision_id!", coalesce(p.pinned_revision, j.revision_id) as "revision_id!", v.spec::json as spec, r.commit_oid
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision r on r.id = coalesce(p.pinned_revision, j.revision_id)
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 where p.id = :pipeline and p.removed_at is null

-- name: claimRunsToExport :many
-- Finished runs whose trace has not been handed over, oldest first, and not older than reachBackMs. They are this
-- server's for leaseMs; what another has, or is taking at this instant, is passed over.
update trunkline.run r set export_claimed_until = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where r.id = any (array(
   select x.id from trunkline.run x
    where x.finished_at > clock_timestamp() - :reachBackMs::bigint * interval '1 millisecond' and x.exported_at is null
      and (x.export_claimed_until is null or x.export_claimed_until < clock_timestamp())
    order by x.finished_at limit :limit for update skip locked))
returning r.id

-- name: extendExport :exec
-- A slow receiver: what is on its way stays this server's.
update trunkline.run set export_claimed_until = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where id = any (:ids) and exported_at is null

-- name: releaseExport :exec
-- The receiver did not take them: whoever comes next may send them.
update trunkline.run set export_claimed_until = null where id = any (:ids) and exported_at is null

-- name: markExported :exec
update trunkline.run set exported_at = now() where id = any (:ids)

-- name: blockingRuns :many
-- Unfinished runs of pipelines, oldest first: what a waiting run waits for.
select r.id, r.pipeline_id, r.state, r.cancel_at, r.due_at from trunkline.run r
 where r.pipeline_id = any (:pipelines) and r.finished_at is null and r.trigger_kind <> 'shadow' order by r.due_at, r.id

-- name: limitsOf :many
-- How many runs the deployed revisions of pipelines have at a time; null: any number.
select p.id, p.max_runs from trunkline.pipeline p where p.id = any (:pipelines) and p.removed_at is null

-- name: runsOfDate :many
-- The newest runs of pipelines for a business date, those that were skipped included.
select r.id, r.state, r.reason, r.finished_at, r.slot, r.due_at from trunkline.run r
 where r.pipeline_id = any (:pipelines) and r.business_date = :date::date and r.trigger_kind <> 'shadow' order by r.id desc limit :limit

-- name: latestRuns :many
-- The newest run of each pipeline that wasn't skipped: a skipped due time hides no failure. As text: behind a policy Postgres
-- knows nothing of how often a state is there, and where all are one it would take it that none is left and read all.
select distinct on (r.pipeline_id) r.pipeline_id, r.id, r.state, r.slot, r.finished_at, r.reason
  from unnest(:pipelines::int[]) p(id)
 cross join lateral (select * from trunkline.run x
                      where x.pipeline_id = p.id and x.state::text <> 'skipped' and x.trigger_kind <> 'shadow' order by x.id desc limit 1) r

-- name: newestRunsOf :many
-- The newest runs of each pipeline, oldest first; missed: a deadline of its own is not kept. deadline: until when it is to end.
select r.pipeline_id, r.id, r.state, r.business_date::text as "business_date!", r.due_at, r.started_at, r.finished_at,
       exists (select from trunkline.run_deadline d where d.run_id = r.id and d.idx = -1 and d.state in ('late', 'missed')) as "missed!",
       f.at as "deadline?", f.expected_at as "expected_at?"
  from unnest(:pipelines::int[]) p(id)
 cross join lateral (select * from trunkline.run x where x.pipeline_id = p.id and x.trigger_kind <> 'shadow'
                      order by x.id desc limit :count) r
  left join trunkline.run_deadline f on f.run_id = r.id and f.idx = -1 and f.kind = 'finishBy'
 order by r.id

-- name: admitRuns :exec
-- Lets waiting runs of pipelines start, as far as their limits allow.
select trunkline.admit_runs(:pipelines)

-- name: runOfSlot :one
-- The newest generation of a slot.
select r.id, r.params, r.business_date::text as "date!" from trunkline.run r
 where r.pipeline_id = :pipeline and r.slot = :slot order by r.generation desc limit 1

-- name: activeRuns :one
select count(*) filter (where r.state = 'waiting')::int as "waiting!",
       count(*) filter (where r.state = 'running')::int as "running!"
  from trunkline.run r
 where r.finished_at is null
   and (:classes?::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any (:classes?)))

-- name: databaseClock :one
select clock_timestamp() as "now!"

-- name: runsToTrace :many
-- Finished runs with everything that their traces say, but for tasks and attempts.
select r.id, r.slot, r.generation, r.business_date::text as "business_date!", r.trigger_kind, r.state, r.actor,
       r.trace_id, r.parent_trace, r.created_at, r.started_at, r.finished_at as "finished_at!", r.pipeline_revision_id,
       p.name as pipeline, c.file as "file!", j.name as project, j.environment, j.repository, j.branch,
       v.commit_oid, c.commit_oid as "changed_in!", c.author_name as "author_name!", c.author_email as "author_email!",
       c.change_number, c.approvers as "approvers!"
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
  join trunkline.revision v on v.id = r.revision_id
  join lateral trunkline.last_change(r.pipeline_id, r.revision_id) c on true
 where r.id = any (:ids) and r.finished_at is not null
 order by r.id

-- name: pipelineSpecs :many
select v.id, v.spec::json as spec from trunkline.pipeline_revision v where v.id = any (:ids)

-- name: hasBegun :one
-- Whether a task of the run was executed, or runs another pipeline now. What was refused, skipped or passed over was not; of what
-- runs on a worker nobody here knows whether it is still to be refused. A plain success has no ending.
select exists (select from trunkline.task_run t
                where t.run_id = :run
                  and (t.attempt > 0 and (t.ending in ('exited', 'signalled', 'timedOut', 'lost', 'cancelled')
                                          or t.state = 'succeeded' and t.ending is null)
                       or t.state = 'running' and t.worker = 0 and t.instances is null))
    or exists (select from trunkline.attempt a
                where a.run_id = :run and a.ending in ('exited', 'signalled', 'timedOut', 'lost', 'cancelled')) as "begun!"
