-- A failed attempt with retries left: it moves to `attempt`, and its task waits behind a retry gate.
-- Returns false when the fence refuses it or the task is being stopped; the caller then completes it.
create or replace function trunkline.retry_task(p_run bigint, p_idx int, p_attempt int, p_detail jsonb, p_delay_ms bigint)
returns boolean
language plpgsql
as $$
begin
  -- The lock is also what a cancellation takes: it comes wholly before or wholly after this retry.
  perform from trunkline.task_run
    where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' and not stop for update;
  if not found then return false; end if;
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message, rule,
                                 iteration)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, now(), p_detail ->> 'ending',
         (p_detail ->> 'exitCode')::int, p_detail ->> 'signal', p_detail ->> 'message', (p_detail ->> 'rule')::int,
         t.iteration
    from trunkline.task_run t where t.run_id = p_run and t.idx = p_idx;
  -- What it submitted elsewhere has ended: the next attempt submits anew instead of adopting it.
  if p_detail -> 'externalOver' = 'true'::jsonb then
    update trunkline.external_run set over = true where run_id = p_run and idx = p_idx;
  end if;
  update trunkline.task_run set state = 'waiting', worker = null, started_at = null
   where run_id = p_run and idx = p_idx;
  perform trunkline.return_units(array[p_run], array[p_idx], true);
  insert into trunkline.gate (run_id, idx, kind, until)
  values (p_run, p_idx, 'retry', now() + p_delay_ms * interval '1 millisecond');
  if p_detail -> 'effects' <> 'null'::jsonb then
    perform trunkline.apply_effects(p.project_id, r.id, p_idx, r.business_date, null, null, p_detail -> 'effects')
       from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id where r.id = p_run;
  end if;
  perform trunkline.look_at_deadlines(array[p_run]);
  return true;
end $$;
