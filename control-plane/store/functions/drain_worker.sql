-- From here a worker claims nothing: claims that are on their way end first, later ones find it draining. It finishes
-- what it runs and signs off. False when it is not alive.
create or replace function trunkline.drain_worker(p_worker int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(8, p_worker);
  update trunkline.worker set draining = true where id = p_worker and dead_at is null;
  return found;
end $$;
