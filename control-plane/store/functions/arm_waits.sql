-- Begins waits: of runs (idx -1) and of tasks whose needs have ended. They are judged by a server at once.
create or replace function trunkline.arm_waits(p_run bigint[], p_idx int[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.wait (run_id, idx) select * from unnest(p_run, p_idx) on conflict do nothing;
  perform trunkline.ask_waits(p_run, p_idx);
end $$;
