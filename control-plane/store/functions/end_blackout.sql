-- Ends a blackout and has the runs that it keeps judged; false when there was none.
create or replace function trunkline.end_blackout(p_id int) returns boolean
language plpgsql
as $$
begin
  delete from trunkline.blackout where id = p_id;
  if not found then return false; end if;
  insert into trunkline.wait_check (run_id, idx) select w.run_id, w.idx from trunkline.wait w where w.idx = -1 order by 1
  on conflict do nothing;
  perform pg_notify('trunkline_wait', '');
  return true;
end $$;
