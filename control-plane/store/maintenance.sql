-- What a pass of maintenance does, step by step, and what it leaves for the figures.

-- name: lockMaintenance :one
-- One server at a time; freed with the connection.
select pg_try_advisory_lock(10, 0) as "locked!"

-- name: unlockMaintenance :exec
select pg_advisory_unlock(10, 0)

-- name: maintenanceDue :one
select not exists (select from trunkline.maintenance m
                    where m.started_at > now() - :everyMs::bigint * interval '1 millisecond') as "due!"

-- name: beginMaintenance :exec
insert into trunkline.maintenance (started_at) values (clock_timestamp())
on conflict (one) do update set started_at = excluded.started_at

-- name: endMaintenance :exec
-- done: what was made and dropped, by kind; it is added to the totals. error: why the pass did not go through.
update trunkline.maintenance m
   set finished_at = case when :error?::text is null then clock_timestamp() else m.finished_at end,
       took_ms = (extract(epoch from clock_timestamp() - m.started_at) * 1000)::bigint, error = :error?,
       totals = m.totals || coalesce((
         select jsonb_object_agg(d.key, coalesce((m.totals ->> d.key)::bigint, 0) + d.value::bigint)
           from jsonb_each_text(:done::jsonb) d), '{}'),
       sizes = case when :error?::text is null then trunkline.relation_sizes() else m.sizes end

-- name: lastMaintenance :one
select m.started_at, m.finished_at, m.took_ms, m.error, m.totals, m.sizes from trunkline.maintenance m

-- name: makeTaskPartition :one
select trunkline.make_task_partition(:keepDays::int * interval '1 day') as "made?"

-- name: makeLogPartitions :one
select trunkline.make_log_partitions(:days) as "made!"

-- name: dropRuns :one
select d.dropped as "dropped!", d.next as "next?"
  from trunkline.drop_runs(:before, :after, :limit, :askedPipelines, :askedDates) d

-- name: dropTaskPartition :one
select trunkline.drop_task_partition() as "dropped?"

-- name: dropLogPartition :one
select trunkline.drop_log_partition(:before, :archived) as "dropped?"

-- name: dropRestTasks :one
-- Tasks of dropped runs that no range holds.
with gone as (
  delete from trunkline.task_run_rest t
   where t.ctid = any (array(
     select x.ctid from trunkline.task_run_rest x
      where not exists (select from trunkline.run r where r.id = x.run_id) limit :limit::int))
  returning 1)
select count(*)::int as "dropped!" from gone

-- name: dropRestLogs :one
-- Output that no day holds, of runs that are gone or ended long enough ago.
with gone as (
  delete from trunkline.log_chunk_rest c
   where c.ctid = any (array(
     select x.ctid from trunkline.log_chunk_rest x
      where x.day < (:before::timestamptz at time zone 'utc')::date and not exists (
        select from trunkline.run r
         where r.id = x.run_id and (coalesce(r.finished_at >= :before::timestamptz, true) or :archived::boolean)) limit :limit::int))
  returning 1)
select count(*)::int as "dropped!" from gone

-- name: dropAssetUpdates :one
-- Old updates, but never an asset's newest, nor those of a date that is asked for.
with gone as (
  delete from trunkline.asset_update u
   where u.at < :before and u.name <> all (:asked::text[])
     and exists (select from trunkline.asset_update n where n.name = u.name and n.id > u.id)
  returning 1)
select count(*)::int as "dropped!" from gone

-- name: dropBackfills :one
-- Backfills that ended, once none of their runs is kept; a key may then be used again.
with old as materialized (
  select b.id from trunkline.backfill b
   where b.finished_at < :before and not exists (
     select from trunkline.backfill_slot s join trunkline.run r on r.id = s.run_id where s.backfill_id = b.id)),
slots as (delete from trunkline.backfill_slot s using old o where s.backfill_id = o.id),
gone as (delete from trunkline.backfill b using old o where b.id = o.id returning 1)
select count(*)::int as "dropped!" from gone

-- name: dropWorkers :one
with gone as (delete from trunkline.worker w where w.dead_at < :before returning 1)
select count(*)::int as "dropped!" from gone

-- name: tidyQueue :one
select t.removed as "removed!", t.renewed as "renewed!" from trunkline.tidy_queue(:limit) t

-- name: askingRuns :many
-- Unfinished runs whose gates may ask for what is about to be dropped: old ones, and those of old dates.
select r.pipeline_revision_id, r.business_date::text as "business_date!", j.name as project
  from trunkline.run r
  join trunkline.pipeline p on p.id = r.pipeline_id
  join trunkline.project j on j.id = p.project_id
 where r.finished_at is null
   and (r.created_at < :before::timestamptz + interval '31 days' or r.business_date < (:before::timestamptz)::date + 31)
 order by r.id limit :limit

-- name: pipelineIds :many
-- Ids of pipelines by their names, also of those that were removed.
select q.n as "n!", p.id
  from unnest(:projects::text[], :pipelines::text[]) with ordinality q(project, pipeline, n)
  join trunkline.project j on j.name = q.project
  join trunkline.pipeline p on p.project_id = j.id and p.name = q.pipeline

-- name: logFilesToDrop :many
-- Files of runs that are gone.
select f.run_id, f.idx, f.attempt, f.path from trunkline.log_file f
 where not exists (select from trunkline.run r where r.id = f.run_id) order by f.run_id limit :limit

-- name: forgetLogFile :exec
delete from trunkline.log_file where run_id = :run and idx = :idx and attempt = :attempt

-- name: attemptsToArchive :many
-- Attempts with output in the database, of runs that ended before an instant, oldest days first. What came late for one
-- that has its file stays until its day goes.
select distinct c.run_id, c.idx, c.attempt, c.day::text as "day!"
  from trunkline.log_chunk c join trunkline.run r on r.id = c.run_id
 where c.day <= (:before::timestamptz at time zone 'utc')::date and r.finished_at < :before
   and not exists (select from trunkline.log_file f where f.run_id = c.run_id and f.idx = c.idx and f.attempt = c.attempt)
 order by "day!", c.run_id, c.idx, c.attempt limit :limit

-- name: queueDepth :one
-- Entries of tasks in graphile-worker's queue, those that failed for good, and how long the oldest could have been taken.
select count(*)::int as "entries!", count(*) filter (where j.attempts >= j.max_attempts)::int as "dead!",
       coalesce(extract(epoch from max(now() - greatest(j.run_at, j.created_at)) filter (where j.locked_at is null and j.attempts < j.max_attempts)), 0)::float8
         as "oldest_seconds!"
  from graphile_worker._private_jobs j

-- name: waitFigures :one
select count(*)::int as "waiting!", coalesce(extract(epoch from now() - min(w.since)), 0)::float8 as "oldest_seconds!"
  from trunkline.wait w

-- name: poolFigures :many
-- Units of pools and of locks, how many are taken, how many tasks wait for some. No names: anybody may ask for figures.
select p.kind, sum(p.units)::int as "units!",
       coalesce(sum((select sum(h.units) from trunkline.pool_hold h where h.pool_id = p.id)), 0)::int as "used!",
       sum((select count(*) from trunkline.pool_wait w where w.pool_id = p.id))::int as "waiting!"
  from trunkline.pool p where p.kind <> 'rate' group by p.kind order by p.kind

-- name: historyFigures :one
select (select count(*)::int from trunkline.partitions_of('trunkline.task_run')) as "task_partitions!",
       (select count(*)::int from trunkline.partitions_of('trunkline.log_chunk')) as "log_partitions!",
       coalesce(extract(epoch from now() - (select r.created_at from trunkline.run r order by r.id limit 1)), 0)::float8 as "oldest_seconds!",
       pg_database_size(current_database())::float8 as "bytes!"
