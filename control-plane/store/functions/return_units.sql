-- Returns what tasks have of pools. p_keep: a task that failed keeps what it was to keep, until a rerun of it succeeds.
-- Locks no pool, so an end waits for no other.
create or replace function trunkline.return_units(p_run bigint[], p_idx int[], p_keep boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_pools int[];
begin
  if p_keep then
    update trunkline.pool_hold h set kept = true
      from unnest(p_run, p_idx) x(run_id, idx) join trunkline.task_run t using (run_id, idx)
     where h.run_id = x.run_id and h.idx = x.idx and h.keep and t.state in ('failed', 'waiting');
  end if;
  with gone as (
    delete from trunkline.pool_hold h using unnest(p_run, p_idx) x(run_id, idx)
     where h.run_id = x.run_id and h.idx = x.idx and not (p_keep and h.kept)
    returning h.pool_id)
  select array_agg(pool_id) into v_pools from gone;
  if v_pools is not null then perform trunkline.check_pools(v_pools); end if;
end $$;
