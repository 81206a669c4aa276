-- Cancels what a run is doing: what has not started never will; running tasks are stopped by their workers. The present
-- phase ends with its last running task; `undo` (where the pipeline says so) and `finally` still run, and a further
-- cancellation ends the one of them that does. A run that never
-- started just ends. Returns false for a finished run.
create or replace function trunkline.cancel_run(p_run bigint, p_reason text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_ended int;
  v_failed int := 0;   -- tasks whose instances have all ended with this
  v_idx int[];
  v_run trunkline.run;
begin
  select coalesce(array_agg(s.idx), '{}') into v_idx from trunkline.stop_tasks(p_run, 0, 2147483647, null) s;
  v_ended := cardinality(v_idx);
  if 32768 <= any (v_idx) then
    select count(*), coalesce(sum(e.failed), 0) into v_ended, v_failed
      from trunkline.end_instances(array_fill(p_run, array[cardinality(v_idx)]), v_idx) e;
    v_ended := v_ended + cardinality(v_idx);
  end if;
  update trunkline.run set cancel_at = coalesce(cancel_at, now()), reason = coalesce(reason, p_reason),
                           undo_stopped = undo_stopped or phase = 1
   where id = p_run and finished_at is null;
  if not found then return false; end if;
  perform trunkline.forget_waits(p_run, null);
  -- Also what a failed task kept for a rerun: running ones return theirs when they have stopped.
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false)
     from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
    where h.run_id = p_run and t.state <> 'running';
  update trunkline.run r
     set open_tasks = r.open_tasks - v_ended, failed_tasks = r.failed_tasks + v_failed,
         state = case when r.open_tasks = v_ended and (not r.phased or r.state = 'waiting') then 'cancelled'
                      else r.state end,
         finished_at = case when r.open_tasks = v_ended and (not r.phased or r.state = 'waiting') then now() end
   where r.id = p_run
  returning * into v_run;
  if v_run.open_tasks = 0 and v_run.finished_at is null then perform trunkline.next_phase(p_run); end if;
  perform trunkline.wake_for_runs(array[p_run], case when v_run.finished_at is null then array['t'] else array['t', 'p'] end);
  if v_run.finished_at is not null and v_run.limited then
    perform trunkline.admit_runs(array[v_run.pipeline_id]);
  end if;
  return true;
end $$;
