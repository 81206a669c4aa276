-- A task that runs a pipeline begins: it is running, without a worker, and its attempt's run is there, in one transaction. The
-- slot names run, task and attempt, so one attempt never makes two. Null: something else became of the task meanwhile; it
-- fails when the pipeline is deployed no more, or its wave has others run it.
create or replace function trunkline.start_child(
  p_run bigint, p_idx int, p_task text, p_pipeline int, p_params jsonb, p_date date, p_parent_trace text)
returns bigint
language plpgsql
as $$
#variable_conflict use_column
declare
  v_attempt int;
  v_child bigint;
  v_finished timestamptz;
begin
  update trunkline.task_run t set state = 'running', worker = 0, attempt = t.attempt + 1, started_at = now()
   where t.run_id = p_run and t.idx = p_idx and t.state = 'waiting' and t.remaining = 0
  returning t.attempt into v_attempt;
  if not found then return null; end if;
  perform trunkline.forget_waits(p_run, array[p_idx]);
  select c.run_id into v_child
    from trunkline.create_runs(array[p_pipeline], array['p:' || p_run || '/' || p_task || '/' || v_attempt], array[p_date],
                               array[now()], array[null]::text[], 'task', p_params, null, p_parent_trace) c;
  if v_child is null then
    perform trunkline.complete_tasks(array[p_run], array[p_idx], array[v_attempt], array['failed']::trunkline.task_state[],
      array[jsonb_build_object('ending', 'error', 'message', 'the pipeline is deployed no more, or others run it')], 0, false);
    return null;
  end if;
  update trunkline.run r
     set parent_run = p_run, parent_idx = p_idx, parent_attempt = v_attempt,
         depth = (select p.depth + 1 from trunkline.run p where p.id = p_run)
   where r.id = v_child
  returning r.finished_at into v_finished;
  -- Its pipeline may be busy, and skip it at once.
  if v_finished is not null then
    insert into trunkline.child_check (run_id, idx) values (p_run, p_idx);
    perform pg_notify('trunkline_wait', '');
  end if;
  perform trunkline.wake_for_runs(array[p_run], array['t']);
  return v_child;
end $$;
