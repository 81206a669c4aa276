-- Has the waits of some keys judged again, in the transaction of the change that they wait for.
create or replace function trunkline.wake_waits(p_keys text[]) returns void
language plpgsql
as $$
begin
  perform trunkline.ask_waits(array_agg(k.run_id), array_agg(k.idx)) from trunkline.wait_key k where k.key = any (p_keys);
end $$;
