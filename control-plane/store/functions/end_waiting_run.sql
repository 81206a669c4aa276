-- Ends a run that never started; its tasks are cancelled with it.
create or replace function trunkline.end_waiting_run(p_run bigint, p_state trunkline.run_state, p_reason text) returns void
language plpgsql
as $$
begin
  update trunkline.task_run set state = 'cancelled', finished_at = now()
   where run_id = p_run and state in ('waiting', 'ready');
  update trunkline.run set state = p_state, reason = p_reason, open_tasks = 0, finished_at = now()
   where id = p_run and state = 'waiting';
  perform trunkline.forget_waits(p_run, null);
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false) from trunkline.pool_hold h where h.run_id = p_run;
  perform trunkline.wake_for_runs(array[p_run], array['t', 'p']);
end $$;
