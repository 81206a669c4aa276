-- Has the waits judged again that have a key in one of some ranges: from, and below.
create or replace function trunkline.wake_range(p_from text[], p_below text[]) returns void
language plpgsql
as $$
begin
  perform trunkline.ask_waits(array_agg(k.run_id), array_agg(k.idx))
     from unnest(p_from, p_below) x(low, high)
     join trunkline.wait_key k on k.key >= x.low collate "C" and k.key < x.high collate "C";
end $$;
