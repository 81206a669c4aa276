-- waiting → running for admitted runs; their first tasks become ready and are enqueued, or wait for their gates.
create or replace function trunkline.start_waiting_runs(p_runs bigint[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  v_started bigint[];
  w_run bigint[]; w_idx int[];
begin
  perform trunkline.keep_back(p_runs);
  with started as (
    update trunkline.run set state = 'running', started_at = now(), reason = null
     where id = any (p_runs) and state = 'waiting' and not gated
    returning id),
  ready as (
    update trunkline.task_run t set state = 'ready'
      from started s
     where t.run_id = s.id and t.state = 'waiting' and t.remaining = 0 and not t.gated
    returning t.run_id, t.idx, t.route, t.priority),
  gated as (
    select t.run_id, t.idx from started s join trunkline.task_run t on t.run_id = s.id
     where t.state = 'waiting' and t.remaining = 0 and t.gated)
  select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from ready), (select array_agg(id) from started),
         (select array_agg(run_id order by run_id, idx) from gated), (select array_agg(idx order by run_id, idx) from gated)
    into v_jobs, v_started, w_run, w_idx;
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  -- A rerun of what came after the tasks: all of those were carried over.
  perform trunkline.next_phase(r.id) from trunkline.run r where r.id = any (v_started) and r.open_tasks = 0;
  if v_started is not null then perform trunkline.wake_for_runs(v_started, array['p', 't']); end if;
end $$;
