-- name: lookAround :one
-- What asks for attention in a database whose clock stands, and when time alone will: one question an instant, where the
-- loops of a server ask for their own part each (nextWake, nextTimer, nextWatch).
select (select min(t.next_at) from trunkline.trigger t) as "triggers_at?",
       (select min(g.until) from trunkline.gate g) as "gates_at?",
       (select min(w.next_at) from trunkline.wait w where w.next_at is not null) as "waits_at?",
       (select min(p.next_at) from trunkline.pool p where p.next_at is not null) as "pools_at?",
       least((select min(h.until) from trunkline.hold h), (select min(b.to_at) from trunkline.blackout b)) as "held_until?",
       (select min(w.next_at) from trunkline.run_watch w where w.next_at is not null) as "watches_at?",
       exists (select from trunkline.after_check) or exists (select from trunkline.wait_check)
         or exists (select from trunkline.child_check) or exists (select from trunkline.pool_check) as "changes!",
       exists (select from trunkline.deadline_check) as "watches!",
       exists (select from graphile_worker._private_jobs) as "queue!",
       exists (select from trunkline.run r where r.finished_at is null and r.stop_at is not null) as "stops!"

-- name: takeQueued :many
-- Takes entries out of the queue in the order in which graphile-worker would deliver them.
with first as materialized (
  select j.id, j.priority, j.run_at, j.payload from graphile_worker._private_jobs j
   order by j.priority, j.run_at, j.id limit :limit::int),
gone as materialized (select count(*) from graphile_worker.complete_jobs(array(select f.id from first f)))
select f.payload ->> 'r' as "run!", (f.payload ->> 'i')::int as "idx!"
  from first f cross join gone order by f.priority, f.run_at, f.id

-- name: openRuns :one
-- How many of the runs that were due in a span of time have not ended.
select count(*)::int as "open!" from trunkline.run r
 where r.finished_at is null and r.due_at >= :from and r.due_at < :to

-- name: unlearnedRuns :many
-- Watched runs of which nobody has said yet how long their tasks take.
select w.run_id, r.pipeline_revision_id from trunkline.run_watch w join trunkline.run r on r.id = w.run_id
 where w.expected is null

-- name: setExpected :exec
-- By index of tasks: [median, p90] in milliseconds or null.
update trunkline.run_watch w set expected = x.expected
  from unnest(:runs::bigint[], :expected::jsonb[]) x(run_id, expected) where w.run_id = x.run_id

-- name: allLabels :one
-- Every label that a task asks of its worker.
select coalesce(array_agg(distinct l), '{}') as "labels!" from trunkline.route o cross join unnest(o.labels) l

-- name: rehearsedRuns :many
-- The runs that were due in a span of time, in the order in which they were.
select r.id, r.slot, r.generation, r.business_date::text as "date!", r.due_at, r.trigger_kind, r.state, r.reason,
       r.created_at, r.started_at, r.finished_at, r.pipeline_revision_id, p.name as pipeline
  from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id
 where r.due_at >= :from and r.due_at < :to
 order by r.due_at, p.name, r.id

-- name: rehearsedPools :many
select p.id, p.name, p.kind, p.units from trunkline.pool p order by p.name, p.id

-- name: openKeys :many
-- By what keys the engine finds those who still wait.
select k.run_id, array_agg(k.key order by k.key) as "keys!" from trunkline.wait_key k group by 1 order by 1
