-- The queue entry of a ready task: ids only, the truth stays in our tables. Its identifier is the route's, so that only
-- workers with the route's labels are given it. p_priority: lower comes first. The queue delivers by class (0, or 1 for a
-- backfill's), then by time: an entry stands there as long as if it had come a minute earlier for each point, so that
-- waiting makes up for priority. All are set back by more than the largest: none may be of the future, which is not due.
create or replace function trunkline.task_job(p_run bigint, p_idx int, p_route int, p_priority smallint)
returns graphile_worker.job_spec
language sql stable parallel safe
as $$
  select (case p_route when 0 then 'task' else 'task:' || p_route end, json_build_object('r', p_run::text, 'i', p_idx),
          null, now() + (p_priority - (p_priority + 500) / 1000 * 1000 - 200) * interval '1 minute', null, null,
          (p_priority + 500) / 1000, null)::graphile_worker.job_spec
$$;
