-- Finds dead workers and gives their tasks back. Two steps, so that a supervisor has time to kill its groups:
-- a free lock or a silent beat marks the worker lost; p_grace_ms later (at once for a silent one, whose own
-- supervisor gave up at half the TTL) its running tasks become ready (or wait for their units again) with a lost attempt on record.
-- For one TTL after Postgres started only beats count: a restart frees every lock at once.
-- An attempt that was lost p_max_lost times fails its task: something in it kills workers.
create or replace function trunkline.reap_workers(p_ttl_ms int, p_grace_ms int, p_max_lost int)
returns table (worker int, requeued int)
language plpgsql
as $$
#variable_conflict use_column
declare
  v_trust_locks boolean := pg_postmaster_start_time() < clock_timestamp() - p_ttl_ms * interval '1 millisecond';
  v_worker record;
  l_run bigint[]; l_idx int[]; l_attempt int[]; l_stop boolean[];
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  update trunkline.worker w set lost_at = clock_timestamp()
   where w.id in (
     select c.id from trunkline.worker c
      where c.dead_at is null and c.lost_at is null
        and (c.beat < clock_timestamp() - p_ttl_ms * interval '1 millisecond'
             or v_trust_locks and pg_try_advisory_xact_lock(7, c.id))
        for update skip locked);
  for v_worker in
    select w.id, w.pool_id from trunkline.worker w
     where w.dead_at is null and w.lost_at is not null
       and (w.lost_at <= clock_timestamp() - p_grace_ms * interval '1 millisecond'
            or w.beat < clock_timestamp() - p_ttl_ms * interval '1 millisecond')
       and pg_try_advisory_xact_lock(8, w.id)
       for update skip locked
  loop
    update trunkline.worker set dead_at = clock_timestamp() where id = v_worker.id;
    -- Found through the active runs, so task_run needs no index on worker or state.
    with lost as (
      select t.run_id, t.idx, t.attempt, t.stop from trunkline.run r join trunkline.task_run t on t.run_id = r.id
       where r.finished_at is null and t.state = 'running' and t.worker = v_worker.id
       order by t.run_id, t.idx for update of t)
    -- The locks are also a cancellation's: what it must end is not made ready behind its back.
    select array_agg(l.run_id), array_agg(l.idx), array_agg(l.attempt), array_agg(l.stop)
      into l_run, l_idx, l_attempt, l_stop from lost l;
    with lost as materialized (
      select l.run_id, l.idx, l.attempt, l.stop as cancelled,
             (select count(*) from trunkline.attempt a
               where a.run_id = l.run_id and a.idx = l.idx and a.ending = 'lost'
                 and a.iteration is not distinct from t.iteration) + 1 as times
        from unnest(l_run, l_idx, l_attempt, l_stop) l(run_id, idx, attempt, stop) join trunkline.task_run t using (run_id, idx)),
    kept as (
      insert into trunkline.attempt (run_id, idx, attempt, worker, started_at, finished_at, ending, message, iteration)
      select l.run_id, l.idx, l.attempt, v_worker.id, t.started_at, now(), 'lost', 'its worker was lost', t.iteration
        from lost l join trunkline.task_run t using (run_id, idx)
       where not l.cancelled and l.times < p_max_lost),
    given_back as (
      -- What has units returns them and waits for its turn again.
      update trunkline.task_run t
         set state = case when exists (select from trunkline.pool_hold h where h.run_id = t.run_id and h.idx = t.idx)
                     then 'waiting' else 'ready' end::trunkline.task_state,
             worker = null, started_at = null
        from lost l
       where t.run_id = l.run_id and t.idx = l.idx and not l.cancelled and l.times < p_max_lost
      returning t.run_id, t.idx, t.state, t.route, t.priority)
    select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from given_back where state = 'ready'),
           (select array_agg(run_id) from given_back where state = 'waiting'),
           (select array_agg(idx) from given_back where state = 'waiting'),
           array_agg(l.run_id), array_agg(l.idx), array_agg(l.attempt),
           array_agg(case when l.cancelled then 'cancelled' else 'failed' end::trunkline.task_state),
           array_agg(jsonb_build_object('ending', 'lost', 'message',
             case when l.cancelled then 'cancelled while its worker was lost'
                  else 'its worker was lost ' || l.times || ' times during this task' end))
      into v_jobs, w_run, w_idx, v_run, v_idx, v_attempt, v_state, v_detail
      from (select * from lost where cancelled or times >= p_max_lost) l;
    perform trunkline.revoke_grants(l_run, l_idx);
    if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
    if w_run is not null then
      perform trunkline.return_units(w_run, w_idx, false);
      perform trunkline.arm_waits(w_run, w_idx);
    end if;
    if v_run is not null then
      perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, v_worker.id, false);
    end if;
    perform trunkline.look_at_deadlines(l_run);
    perform graphile_worker.force_unlock_workers(array[v_worker.pool_id]);
    worker := v_worker.id;
    requeued := coalesce(cardinality(v_jobs), 0) + coalesce(cardinality(w_run), 0);
    return next;
  end loop;
end $$;
