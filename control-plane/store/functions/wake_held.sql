-- Has everything judged that waits in a pipeline's unfinished runs, or in one run: a hold on it came or went.
create or replace function trunkline.wake_held(p_pipeline int, p_run bigint) returns void
language plpgsql
as $$
begin
  perform trunkline.ask_waits(array_agg(w.run_id), array_agg(w.idx))
     from trunkline.run r join trunkline.wait w on w.run_id = r.id
    where r.finished_at is null and (r.pipeline_id = p_pipeline or r.id = p_run);
end $$;
