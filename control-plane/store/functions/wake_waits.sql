-- Has the waits of some keys judged again, in the transaction of the change that they wait for.
create or replace function trunkline.wake_waits(p_keys text[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.wait_check (run_id, idx)
  select distinct k.run_id, k.idx from trunkline.wait_key k where k.key = any (p_keys) order by 1, 2
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (run_id, idx) do update set run_id = excluded.run_id;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
