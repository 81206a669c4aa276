-- Has the waits judged again that have a key in one of some ranges: from, and below.
create or replace function trunkline.wake_range(p_from text[], p_below text[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.wait_check (run_id, idx)
  select distinct k.run_id, k.idx
    from unnest(p_from, p_below) x(low, high)
    join trunkline.wait_key k on k.key >= x.low collate "C" and k.key < x.high collate "C"
   order by 1, 2
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (run_id, idx) do update set run_id = excluded.run_id;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
