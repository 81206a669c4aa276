-- Has tasks wait for units in the queue of each pool; one that waits already keeps its place.
create or replace function trunkline.ask_units(
  p_run bigint[], p_idx int[], p_pool int[], p_units int[], p_keep boolean[])
returns void
language plpgsql
as $$
begin
  insert into trunkline.pool_wait (pool_id, rank, run_id, idx, units, keep)
  select x.pool_id, now() + t.priority * interval '1 minute', x.run_id, x.idx, x.units, x.keep
    from unnest(p_run, p_idx, p_pool, p_units, p_keep) x(run_id, idx, pool_id, units, keep)
    -- Another opening of the same transaction may have cancelled its run.
    join trunkline.wait using (run_id, idx)
    join trunkline.task_run t using (run_id, idx)
   where not exists (select from trunkline.pool_wait w
                      where w.run_id = x.run_id and w.idx = x.idx and w.pool_id = x.pool_id);
  perform trunkline.check_pools(p_pool);
end $$;
