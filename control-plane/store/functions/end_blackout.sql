-- Ends a blackout and has the runs that it keeps judged; false when there was none.
create or replace function trunkline.end_blackout(p_id int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from trunkline.blackout where id = p_id;
  if not found then return false; end if;
  perform trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx)) from trunkline.wait w where w.idx = -1;
  return true;
end $$;
