-- The queue entry of a ready task: ids only, the truth stays in our tables.
create or replace function trunkline.task_job(p_run bigint, p_idx int) returns graphile_worker.job_spec
language sql immutable parallel safe
as $$
  select ('task', json_build_object('r', p_run::text, 'i', p_idx), null, null, null, null, null, null)::graphile_worker.job_spec
$$;
