-- An iteration of a repeating task has ended and another follows: its attempt moves to `attempt`, its effects are applied,
-- and the task waits with its gates until p_due. Returns false when the fence refuses it or the task is being stopped;
-- the caller then completes it.
create or replace function trunkline.repeat_task(
  p_run bigint, p_idx int, p_attempt int, p_state trunkline.task_state, p_detail jsonb, p_due timestamptz)
returns boolean
language plpgsql
as $$
begin
  -- The lock is also what a cancellation takes, as in retry_task.
  perform from trunkline.task_run
    where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' and not stop for update;
  if not found then return false; end if;
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message,
                                 iteration, state, outputs)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, now(), coalesce(p_detail ->> 'ending', 'exited'),
         coalesce((p_detail ->> 'exitCode')::int, case when p_state = 'succeeded' then 0 end), p_detail ->> 'signal',
         p_detail ->> 'message', t.iteration, p_state, nullif(p_detail -> 'outputs', 'null'::jsonb)
    from trunkline.task_run t where t.run_id = p_run and t.idx = p_idx;
  -- What it submitted elsewhere belongs to this iteration.
  update trunkline.external_run set over = true where run_id = p_run and idx = p_idx;
  update trunkline.task_run
     set state = 'waiting', worker = null, started_at = null, iteration = coalesce(iteration, 1) + 1, due_at = p_due
   where run_id = p_run and idx = p_idx;
  perform trunkline.return_units(array[p_run], array[p_idx], p_state = 'failed');
  perform trunkline.arm_waits(array[p_run], array[p_idx]);
  if p_detail -> 'effects' <> 'null'::jsonb then
    perform trunkline.apply_effects(p.project_id, r.id, p_idx, r.business_date, null, null, p_detail -> 'effects')
       from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id where r.id = p_run;
  end if;
  perform trunkline.look_at_deadlines(array[p_run]);
  return true;
end $$;
