-- A run in shadow that ends is something new of its pipeline's jobs on its business date, and of no other.
create function trunkline.parity_shadow_ended() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into trunkline.parity_stale (pipeline_id, task, date)
  select j.pipeline_id, j.task, new.business_date from trunkline.legacy_job j where j.pipeline_id = new.pipeline_id;
  return null;
end $$;
create trigger parity_shadow_ended after update on trunkline.run for each row
  when (new.trigger_kind = 'shadow' and new.finished_at is not null and old.finished_at is null)
  execute function trunkline.parity_shadow_ended();
