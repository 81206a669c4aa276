-- The rows of a task's instances.
create or replace function trunkline.instances_of(p_run bigint, p_idx int) returns setof trunkline.task_run
language sql stable
as $$
  select * from trunkline.task_run t
   where t.run_id = p_run and t.idx between (p_idx + 1) << 15 and ((p_idx + 1) << 15) + 32767
$$;
