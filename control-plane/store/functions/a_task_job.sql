-- The queue entry of a ready task: ids only, the truth stays in our tables. Its identifier is the route's, so that only
-- workers with the route's labels are given it. Priority as graphile-worker has it: 0 is everybody's, higher comes later.
create or replace function trunkline.task_job(p_run bigint, p_idx int, p_route int, p_priority smallint)
returns graphile_worker.job_spec
language sql immutable parallel safe
as $$
  select (case p_route when 0 then 'task' else 'task:' || p_route end, json_build_object('r', p_run::text, 'i', p_idx),
          null, null, null, null, p_priority, null)::graphile_worker.job_spec
$$;
