-- Ends a hold; false when there was none. The hold goes before its waits are looked for: one that is armed meanwhile is
-- then judged while this transaction counts as unsettled, and looked at again.
create or replace function trunkline.release_hold(p_pipeline int, p_run bigint, p_task text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from trunkline.hold h
   where h.pipeline_id is not distinct from p_pipeline and h.run_id is not distinct from p_run
     and h.task is not distinct from p_task;
  if not found then return false; end if;
  perform trunkline.wake_held(p_pipeline, p_run);
  return true;
end $$;
