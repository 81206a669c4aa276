-- Has everything judged that waits in a pipeline's unfinished runs, or in one run: a hold on it came or went.
create or replace function trunkline.wake_held(p_pipeline int, p_run bigint) returns void
language plpgsql
as $$
begin
  insert into trunkline.wait_check (run_id, idx)
  select w.run_id, w.idx from trunkline.run r join trunkline.wait w on w.run_id = r.id
   where r.finished_at is null and (r.pipeline_id = p_pipeline or r.id = p_run)
   order by 1, 2
  on conflict do nothing;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
