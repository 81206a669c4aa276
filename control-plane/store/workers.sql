-- name: nextWorkerId :one
-- An id for a worker process; it takes the lock of that id before its row exists.
select nextval('trunkline.worker_id_seq')::int as "id!"

-- name: registerWorker :exec
insert into trunkline.worker (id, pool_id, name, pid, slots, labels, zone_data) overriding system value
values (:id, :poolId, :name, :pid, :slots, :labels, :zoneData?)

-- name: beat :one
-- No row: the worker was declared dead, its tasks are somebody else's.
update trunkline.worker set beat = clock_timestamp(), lost_at = null
 where id = :id and dead_at is null
returning id, draining

-- name: lockWorker :one
-- The lock on a held connection: when the process dies the kernel closes the socket and Postgres frees it.
select pg_try_advisory_lock(7, :id) as "locked!"

-- name: signOff :exec
-- A worker that stopped by itself. Its queue entries are freed, whatever its queue managed to give back. One that
-- still owns a running task, whose reply was lost on the way out, is left to the reaper.
with gone as (
  update trunkline.worker w set dead_at = clock_timestamp(), draining = true
   where w.id = :id and w.dead_at is null and not exists (
     select from trunkline.run r join trunkline.task_run t on t.run_id = r.id
      where r.finished_at is null and t.state = 'running' and t.worker = w.id)
  returning w.pool_id)
select graphile_worker.force_unlock_workers(array_agg(g.pool_id)) from gone g

-- name: drainWorker :one
-- The worker claims nothing more; false when it is not alive.
select trunkline.drain_worker(:id) as "drained!"

-- name: reapWorkers :many
select r.worker as "worker!", r.requeued as "requeued!" from trunkline.reap_workers(:ttlMs, :graceMs, :maxLost) r

-- name: liveWorkers :many
select w.id, w.name, w.pid, w.slots, w.labels, w.started_at, w.beat, w.draining
  from trunkline.worker w where w.dead_at is null and w.lost_at is null order by w.id

-- name: setWorkerPool :exec
-- The queue of a living worker was opened again; what the old pool had locked is freed.
with old as (select w.pool_id from trunkline.worker w where w.id = :id),
     freed as (select graphile_worker.force_unlock_workers(array[o.pool_id]) from old o)
update trunkline.worker set pool_id = :poolId where id = :id and (select count(*) from freed) >= 0

-- name: freeQueue :exec
-- What a queue that has ended still had locked, as what it fetched just before and could not give back.
select graphile_worker.force_unlock_workers(array[:poolId::text])

-- name: workersWithLoad :many
-- Living workers and how many tasks each runs, counted through the active runs.
with busy as (
  select t.worker, count(*)::int as n from trunkline.run r join trunkline.task_run t on t.run_id = r.id
   where r.finished_at is null and t.state = 'running'
     and (:classes?::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any (:classes?)))
   group by 1)
select w.id, w.name, w.pid, w.slots, w.labels, w.started_at, w.beat, w.draining, coalesce(b.n, 0) as "running!"
  from trunkline.worker w left join busy b on b.worker = w.id
 where w.dead_at is null and w.lost_at is null order by w.id
