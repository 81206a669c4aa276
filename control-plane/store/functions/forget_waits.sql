-- Removes the waits of a run that is over or of single tasks of it (null: all).
create or replace function trunkline.forget_waits(p_run bigint, p_idx int[]) returns void
language sql
as $$
  delete from trunkline.wait_key where run_id = p_run and (p_idx is null or idx = any (p_idx));
  delete from trunkline.wait_check where run_id = p_run and (p_idx is null or idx = any (p_idx));
  -- Those behind it in a queue may have their turn.
  with gone as (
    delete from trunkline.pool_wait where run_id = p_run and (p_idx is null or idx = any (p_idx)) returning pool_id)
  select trunkline.check_pools(array_agg(distinct g.pool_id)) from gone g having count(*) > 0;
  delete from trunkline.wait where run_id = p_run and (p_idx is null or idx = any (p_idx));
$$;
