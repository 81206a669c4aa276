-- name: pinned :one
-- Whether the planner still takes the queue for a full one.
select c.reltuples >= 10000 as "pinned!"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'graphile_worker' and c.relname = '_private_jobs'

-- name: serverVersion :one
select current_setting('server_version_num')::int as "number!"

-- name: quietAutoAnalyze :exec
select trunkline.quiet_auto_analyze()

-- name: analyzeSpecs :exec
analyze trunkline.spec_task, trunkline.pipeline, trunkline.run

-- name: pinRelations :exec
select trunkline.pin_statistics()

-- name: sampleJobs :exec
select count(*) from graphile_worker.add_jobs(
  (select array_agg(('trunkline-sample', '{}', null, now() + interval '1 day', null, null, null, null)::graphile_worker.job_spec)
     from generate_series(1, 20000)))

-- name: analyzeSampleQueue :exec
analyze graphile_worker._private_jobs

-- name: forgetSampleJobs :exec
delete from graphile_worker._private_jobs
 where task_id = (select id from graphile_worker._private_tasks where identifier = 'trunkline-sample')
