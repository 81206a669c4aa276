-- Ends the attempt of a running task that goes on with another: it moves to `attempt`, what it holds is returned, its
-- effects are applied, and the task waits, for whatever the caller says. Returns false when the fence refuses it or the
-- task is being stopped; the caller then completes it.
-- p_state: how an iteration ended; null: the attempt failed and is tried again, within its iteration.
create or replace function trunkline.end_attempt(
  p_run bigint, p_idx int, p_attempt int, p_state trunkline.task_state, p_detail jsonb)
returns boolean
language plpgsql
as $$
begin
  -- The lock is also what a cancellation takes: it comes wholly before or wholly after this.
  perform from trunkline.task_run
    where run_id = p_run and idx = p_idx and attempt = p_attempt and state = 'running' and not stop for update;
  if not found then return false; end if;
  insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, exit_code, signal, message,
                                 rule, iteration, state, outputs)
  select t.run_id, t.idx, t.attempt, t.worker, t.started_at, now(), coalesce(p_detail ->> 'ending', 'exited'),
         coalesce((p_detail ->> 'exitCode')::int, case when p_state = 'succeeded' then 0 end), p_detail ->> 'signal',
         p_detail ->> 'message', case when p_state is null then (p_detail ->> 'rule')::int end, t.iteration, p_state,
         case when p_state is not null then nullif(p_detail -> 'outputs', 'null'::jsonb) end
    from trunkline.task_run t where t.run_id = p_run and t.idx = p_idx;
  -- What it submitted elsewhere belongs to this iteration, and a retry adopts it unless it has ended.
  if p_state is not null or p_detail -> 'externalOver' = 'true'::jsonb then
    update trunkline.external_run set over = true where run_id = p_run and idx = p_idx;
  end if;
  update trunkline.task_run set state = 'waiting', worker = null, started_at = null where run_id = p_run and idx = p_idx;
  perform trunkline.return_units(array[p_run], array[p_idx], p_state is distinct from 'succeeded');
  perform trunkline.revoke_grants(array[p_run], array[p_idx]);
  if p_detail -> 'effects' <> 'null'::jsonb then
    perform trunkline.apply_effects(p.project_id, r.id, p_idx, r.business_date, null, null, p_detail -> 'effects')
       from trunkline.run r join trunkline.pipeline p on p.id = r.pipeline_id where r.id = p_run;
  end if;
  perform trunkline.look_at_deadlines(array[p_run]);
  return true;
end $$;
