-- Has a server look whether pools can serve somebody, once this transaction is committed.
create or replace function trunkline.check_pools(p_pools int[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into trunkline.pool_check (pool_id) select distinct p from unnest(p_pools) p;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
