-- name: pinned :one
-- Whether the planner still takes the queue for a full one, and (from Postgres 18 on) each range of task_run.
select c.reltuples >= 10000
       and (current_setting('server_version_num')::int < 180000
            or not exists (select from trunkline.partitions_of('trunkline.task_run') p
                             join pg_class r on r.oid = p.name where r.reltuples < 10000)) as "pinned!"
  from pg_class c where c.oid = 'graphile_worker._private_jobs'::regclass

-- name: serverVersion :one
select current_setting('server_version_num')::int as "number!"

-- name: quietAutoAnalyze :exec
select trunkline.quiet_auto_analyze()

-- name: analyzeSpecs :exec
select trunkline.analyze_specs()

-- name: pinRelations :exec
select trunkline.pin_statistics()

-- name: sampleJobs :exec
select count(*) from graphile_worker.add_jobs(
  (select array_agg(('trunkline-sample', '{}', null, now() + interval '1 day', null, null, null, null)::graphile_worker.job_spec)
     from generate_series(1, 20000)))

-- name: analyzeSampleQueue :exec
select trunkline.analyze_queue()

-- name: forgetSampleJobs :exec
delete from graphile_worker._private_jobs
 where task_id = (select id from graphile_worker._private_tasks where identifier = 'trunkline-sample')
