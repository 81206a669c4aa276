-- Ends what waits without a start: a task is skipped (or put on ice, or failed, as its ending says) and its followers
-- judged as after any end; a run (idx -1) is skipped. A repeating task that can't begin another iteration has become what
-- its last one did.
create or replace function trunkline.end_waits(
  p_run bigint[], p_idx int[], p_state trunkline.task_state[], p_ending text[], p_message text[])
returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
  w record;
begin
  -- Through `running` without an attempt, so that one function ends tasks: nobody sees it before the commit.
  with taken as (
    update trunkline.task_run t set state = 'running', worker = 0
      from unnest(p_run, p_idx, p_state, p_ending, p_message) x(run_id, idx, state, ending, message)
     where t.run_id = x.run_id and t.idx = x.idx and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx, t.attempt, t.iteration, x.state, x.ending, x.message)
  select array_agg(t.run_id order by t.run_id, t.idx), array_agg(t.idx order by t.run_id, t.idx),
         array_agg(t.attempt order by t.run_id, t.idx),
         array_agg(coalesce(l.state, t.state) order by t.run_id, t.idx),
         array_agg(case when l.state is null then jsonb_build_object('ending', t.ending, 'message', t.message)
                        else jsonb_build_object('ending', l.ending, 'exitCode', l.exit_code, 'signal', l.signal,
                               'outputs', l.outputs,
                               'message', 'ended after iteration ' || coalesce(l.iteration, 1) || ': ' || t.message) end
                   order by t.run_id, t.idx)
    into v_run, v_idx, v_attempt, v_state, v_detail
    from taken t
    left join lateral (select * from trunkline.attempt a
                        where a.run_id = t.run_id and a.idx = t.idx and a.state is not null
                          and t.iteration > 1 and t.ending = 'skipped'
                        order by a.attempt desc limit 1) l on true;
  -- Before their ends are judged: a follower's wait may begin by them.
  for w in select x.run_id, x.idx, x.message from unnest(p_run, p_idx, p_message) x(run_id, idx, message) loop
    if w.idx = -1 then
      perform trunkline.end_waiting_run(w.run_id, 'skipped', w.message);
    else
      perform trunkline.forget_waits(w.run_id, array[w.idx]);
    end if;
  end loop;
  if v_run is not null then
    perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, 0, false);
  end if;
end $$;
