-- Has waits judged that something changed for, in the transaction of the change. Null: none.
create or replace function trunkline.ask_waits(p_run bigint[], p_idx int[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into trunkline.wait_check (run_id, idx) select distinct * from unnest(p_run, p_idx) order by 1, 2
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (run_id, idx) do update set run_id = excluded.run_id;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
