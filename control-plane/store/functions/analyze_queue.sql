-- Looks at the queue as it is in this transaction. Only the owner of a table may.
create or replace function trunkline.analyze_queue() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  analyze graphile_worker._private_jobs;
end $$;
