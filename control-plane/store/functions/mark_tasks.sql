-- Records marks, and of an unfinished run brings its tasks to the states that follow (p_idx to p_unmet; empty for a
-- finished run). The caller has locked the tasks and the run, and has decided on what it read then.
create or replace function trunkline.mark_tasks(
  p_run bigint, p_marked int[], p_as trunkline.task_state, p_actor text, p_reason text,
  p_idx int[], p_state trunkline.task_state[], p_remaining int[], p_unmet int[])
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  v_run trunkline.run;
  w_idx int[];
begin
  insert into trunkline.mark (run_id, idx, state, was, actor, reason)
  select p_run, t.idx, p_as, t.state, p_actor, p_reason
    from trunkline.task_run t where t.run_id = p_run and t.idx = any (p_marked) order by t.idx;
  -- Marked as a success, or left out, a failed task needs no rerun that would return what it keeps.
  if p_as <> 'failed' then
    perform trunkline.return_units(array_fill(p_run, array[cardinality(p_marked)]), p_marked, false);
  end if;
  if cardinality(p_idx) = 0 then return; end if;
  -- An attempt stays on record as it ended.
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message,
                                 iteration)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, t.finished_at, coalesce(t.ending, 'exited'),
         case when t.state = 'succeeded' then coalesce(t.exit_code, 0) else t.exit_code end, t.signal, t.message,
         t.iteration
    from trunkline.task_run t join unnest(p_idx, p_state) c(idx, state) on c.idx = t.idx
   where t.run_id = p_run and t.started_at is not null and t.finished_at is not null
     and (t.idx = any (p_marked) or c.state <> t.state);
  with ready as (
    select t.idx, t.route, t.priority from trunkline.task_run t join unnest(p_idx, p_state) c(idx, state) on c.idx = t.idx
     where t.run_id = p_run and c.state = 'ready' and t.state <> 'ready')
  select array_agg(trunkline.task_job(p_run, r.idx, r.route, r.priority)) into v_jobs from ready r;
  update trunkline.task_run t
     set state = c.state, remaining = c.remaining, unmet = c.unmet, worker = null, started_at = null, exit_code = null,
         signal = null, outputs = null,
         finished_at = case when c.state in ('succeeded', 'failed', 'skipped') then now() end,
         ending = case when t.idx = any (p_marked) then 'marked' end,
         message = case when t.idx = any (p_marked) then p_reason end
    from unnest(p_idx, p_state, p_remaining, p_unmet) c(idx, state, remaining, unmet)
   where t.run_id = p_run and t.idx = c.idx and (t.idx = any (p_marked) or c.state <> t.state);
  update trunkline.task_run t set remaining = c.remaining, unmet = c.unmet
    from unnest(p_idx, p_state, p_remaining, p_unmet) c(idx, state, remaining, unmet)
   where t.run_id = p_run and t.idx = c.idx and (t.remaining, t.unmet) <> (c.remaining, c.unmet);
  perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), true)
     from trunkline.pool_hold h join trunkline.task_run t using (run_id, idx)
    where h.run_id = p_run and not h.kept and t.state not in ('ready', 'running');
  delete from trunkline.gate g
   where g.run_id = p_run
     and not exists (select from trunkline.task_run t where t.run_id = p_run and t.idx = g.idx and t.state = 'waiting');
  perform trunkline.forget_waits(p_run, array(
    select t.idx from trunkline.task_run t
     where t.run_id = p_run and t.idx = any (p_idx) and (t.state <> 'waiting' or t.remaining > 0)));
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  select array_agg(t.idx order by t.idx) into w_idx
    from trunkline.task_run t join trunkline.run r on r.id = t.run_id
   where t.run_id = p_run and t.idx = any (p_idx) and t.state = 'waiting' and t.remaining = 0 and t.gated
     and r.state = 'running'
     and not exists (select from trunkline.gate g where g.run_id = t.run_id and g.idx = t.idx);
  if w_idx is not null then
    perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
  end if;
  update trunkline.run r
     set open_tasks = n.open, failed_tasks = n.failed,
         -- A run that never started has nothing to undo or to clean up.
         state = case when n.open > 0 or r.phased and r.state <> 'waiting' then r.state when n.failed > 0 then 'failed' else 'succeeded' end::trunkline.run_state,
         finished_at = case when n.open = 0 and not (r.phased and r.state <> 'waiting') then now() end
    from (select count(*) filter (where t.state in ('waiting', 'ready', 'running')) as open,
                 count(*) filter (where trunkline.fails_run(t.state, t.ending, t.tolerated) and t.idx < 32768) as failed
            from trunkline.task_run t where t.run_id = p_run) n
   where r.id = p_run
  returning r.* into v_run;
  if v_run.open_tasks = 0 and v_run.finished_at is null then perform trunkline.next_phase(p_run); end if;
  perform trunkline.wake_for_runs(array[p_run], case when v_run.finished_at is null then array['t'] else array['t', 'p'] end);
  if v_run.finished_at is not null then perform trunkline.forget_waits(p_run, null); end if;
  if v_run.limited and v_run.finished_at is not null then
    perform trunkline.admit_runs(array[v_run.pipeline_id]);
  end if;
end $$;
