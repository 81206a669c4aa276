-- Counts instances that have ended. A task whose last one did ends with it and is returned, for its followers and its run.
create or replace function trunkline.end_instances(p_run bigint[], p_idx int[])
returns table (run_id bigint, idx int, pipeline_revision_id int, unmet int, failed int)
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  with ended as (
    select i.run_id, trunkline.declared_place(i.idx) as idx, count(*)::int as n
      from unnest(p_run, p_idx) i(run_id, idx) where i.idx >= 32768 group by 1, 2 order by 1, 2),
  counted as (
    update trunkline.task_run t set instances_open = t.instances_open - e.n
      from ended e where t.run_id = e.run_id and t.idx = e.idx and t.state = 'running'
    returning t.run_id, t.idx, t.instances_open)
  select array_agg(c.run_id), array_agg(c.idx) into v_run, v_idx from counted c where c.instances_open = 0;
  if v_run is null then return; end if;
  -- Only now: the counter's row may have been waited for, and this statement sees what ended meanwhile.
  return query
    update trunkline.task_run t
       set state = o.state, finished_at = now(), ending = 'instances', exit_code = (o.detail ->> 'exitCode')::int,
           message = o.detail ->> 'message', outputs = nullif(o.detail -> 'outputs', 'null'::jsonb)
      from unnest(v_run, v_idx) x(run_id, idx) cross join lateral trunkline.outcome_of_instances(x.run_id, x.idx) o
     where t.run_id = x.run_id and t.idx = x.idx
    returning t.run_id, t.idx, t.pipeline_revision_id,
              (t.state <> 'succeeded' and not (t.state = 'failed' and t.tolerated))::int,
              trunkline.fails_run(t.state, t.ending, t.tolerated)::int;
end $$;
