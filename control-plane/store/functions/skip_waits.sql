-- Ends what waits without a start: a task is skipped and its followers judged as after any end, a run is skipped.
create or replace function trunkline.skip_waits(p_run bigint[], p_idx int[], p_reason text[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_detail jsonb[];
  w record;
begin
  -- Through `running` without an attempt, so that one function ends tasks: nobody sees it before the commit.
  with taken as (
    update trunkline.task_run t set state = 'running', worker = 0
      from unnest(p_run, p_idx, p_reason) x(run_id, idx, reason)
     where t.run_id = x.run_id and t.idx = x.idx and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx, t.attempt, x.reason)
  select array_agg(t.run_id order by t.run_id, t.idx), array_agg(t.idx order by t.run_id, t.idx),
         array_agg(t.attempt order by t.run_id, t.idx),
         array_agg(jsonb_build_object('ending', 'skipped', 'message', t.reason) order by t.run_id, t.idx)
    into v_run, v_idx, v_attempt, v_detail from taken t;
  if v_run is not null then
    perform trunkline.complete_tasks(v_run, v_idx, v_attempt, array_fill('skipped'::trunkline.task_state, array[cardinality(v_run)]),
                                     v_detail, 0, false);
  end if;
  for w in select x.run_id, x.idx, x.reason from unnest(p_run, p_idx, p_reason) x(run_id, idx, reason) loop
    if w.idx = -1 then
      perform trunkline.end_waiting_run(w.run_id, 'skipped', w.reason);
    else
      perform trunkline.forget_waits(w.run_id, array[w.idx]);
    end if;
  end loop;
end $$;
