-- ready → waiting, for tasks that are held: they are judged again when their hold ends. What they had of pools they return,
-- but for what a failed attempt keeps.
create or replace function trunkline.set_aside(p_run bigint[], p_idx int[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  perform from trunkline.task_run t
    where (t.run_id, t.idx) in (select * from unnest(p_run, p_idx)) and t.state = 'ready'
    order by t.run_id, t.idx for update;
  with moved as (
    update trunkline.task_run t set state = 'waiting'
      from unnest(p_run, p_idx) x(run_id, idx)
     where t.run_id = x.run_id and t.idx = x.idx and t.state = 'ready'
    returning t.run_id, t.idx)
  select array_agg(m.run_id order by m.run_id, m.idx), array_agg(m.idx order by m.run_id, m.idx)
    into v_run, v_idx from moved m;
  if v_run is null then return; end if;
  if exists (select from trunkline.pool_hold) then
    perform trunkline.return_units(array_agg(t.run_id), array_agg(t.idx), t.attempt > 0)
       from trunkline.task_run t where (t.run_id, t.idx) in (select * from unnest(v_run, v_idx)) group by t.attempt > 0;
  end if;
  perform trunkline.arm_waits(v_run, v_idx);
end $$;
