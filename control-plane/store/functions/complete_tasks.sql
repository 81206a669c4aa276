-- Completes a batch of attempts: (a) fenced transition, (b) successors lose a need and become ready, running
-- (inline) or skipped, skips going on to their own successors, (c) one add_jobs, (d) runs count down and close.
-- Of every completed task at most one newly ready successor, the first in `succ` where `lane` says so, is claimed for the same worker
-- in this transaction and returned: no queue entry, no NOTIFY, no fetch. p_inline = false turns that off (drain).
-- p_detail: null, or {exitCode, signal, ending, message, outputs, effects (apply_effects)}.
create or replace function trunkline.complete_tasks(
  p_run bigint[], p_idx int[], p_attempt int[], p_state trunkline.task_state[], p_detail jsonb[],
  p_worker int, p_inline boolean)
returns table (run_id bigint, idx int, attempt int)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_inline boolean := p_inline and trunkline.worker_may_claim(p_worker);
  f_run bigint[]; f_idx int[]; f_revision int[]; f_unmet int[]; f_failed int[]; f_lane boolean[];  -- finished in this round
  e_run bigint[] := '{}'; e_failed int[] := '{}';                                                  -- finished in all rounds
  c_run bigint[]; c_idx int[]; c_attempt int[];                                                    -- claimed inline
  v_jobs graphile_worker.job_spec[]; v_all_jobs graphile_worker.job_spec[] := '{}';
  w_run bigint[]; w_idx int[];                                                                     -- their gates come now
  g_run bigint[]; g_idx int[]; g_effects jsonb[];                                                  -- what they change elsewhere
  v_closed bigint[];
  v_next bigint[];                                                                                 -- their phase has ended
  v_admit int[];
begin
  if 32768 <= any (p_idx) then   -- instances of `forEach`: the rows that count them come first, in one order for all
    perform from trunkline.task_run t
       join (select distinct i.r, trunkline.declared_place(i.i) as i from unnest(p_run, p_idx) i(r, i) where i.i >= 32768) c
         on t.run_id = c.r and t.idx = c.i
      order by t.run_id, t.idx for update of t;
  end if;
  with d as (
    update trunkline.task_run t
       set state = x.state, finished_at = now(), exit_code = (x.detail ->> 'exitCode')::int,
           signal = x.detail ->> 'signal', ending = x.detail ->> 'ending', message = x.detail ->> 'message',
           outputs = nullif(x.detail -> 'outputs', 'null'::jsonb)
      from unnest(p_run, p_idx, p_attempt, p_state, p_detail) x(r, i, a, state, detail)
     where t.run_id = x.r and t.idx = x.i and t.attempt = x.a and t.state = 'running'
    returning t.run_id, t.idx, t.pipeline_revision_id, t.state, t.tolerated, t.priority, t.ending,
              nullif(x.detail -> 'effects', 'null'::jsonb) as effects)
  select array_agg(d.run_id), array_agg(d.idx), array_agg(d.pipeline_revision_id),
         array_agg((d.state <> 'succeeded' and not (d.state = 'failed' and d.tolerated) and d.ending is distinct from 'iced')::int),
         array_agg(trunkline.fails_run(d.state, d.ending, d.tolerated)::int),
         -- What has to stand back goes through the queue, behind the others.
         array_agg(d.state = 'succeeded' and d.priority < 500),
         array_agg(d.run_id) filter (where d.effects is not null), array_agg(d.idx) filter (where d.effects is not null),
         array_agg(d.effects) filter (where d.effects is not null)
    into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane, g_run, g_idx, g_effects from d;
  if exists (select from trunkline.pool_hold) then
    perform trunkline.return_units(f_run, f_idx, true);
  end if;
  if exists (select from trunkline.run_grant g where g.revoked_at is null) then
    perform trunkline.revoke_grants(f_run, f_idx);
  end if;

  if 1 = any (f_failed) then   -- fail-fast
    select f_run || array_agg(s.run_id), f_idx || array_agg(s.idx), f_revision || array_agg(s.pipeline_revision_id),
           f_unmet || array_agg(1), f_failed || array_agg(0), f_lane || array_agg(false)
      into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from trunkline.stop_after_failures(f_run, f_idx, f_revision, f_failed) s;
  end if;

  if 32768 <= any (f_idx) then
    -- Of instances the run counts the failure of the whole.
    select array_agg(c.run_id), array_agg(c.idx), array_agg(c.revision), array_agg(c.unmet), array_agg(c.failed), array_agg(c.lane)
      into f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from (select f.run_id, f.idx, f.revision, f.unmet, case when f.idx < 32768 then f.failed else 0 end as failed, f.lane
              from unnest(f_run, f_idx, f_revision, f_unmet, f_failed, f_lane) f(run_id, idx, revision, unmet, failed, lane)
            union all
            select e.run_id, e.idx, e.pipeline_revision_id, e.unmet, e.failed, false from trunkline.end_instances(f_run, f_idx) e) c;
  end if;

  if v_inline and f_run is not null and exists (select from trunkline.hold) then
    -- What follows in a run with holds goes through the queue, where they are looked at.
    f_lane := array(
      select l.lane and not exists (
               select from trunkline.run r join trunkline.hold h on h.run_id = r.id or h.pipeline_id = r.pipeline_id
                where r.id = l.run_id)
        from unnest(f_run, f_lane) with ordinality l(run_id, lane, n) order by l.n);
  end if;

  while f_run is not null loop
    e_run := e_run || f_run;
    e_failed := e_failed || f_failed;
    with e as materialized (   -- grouped per successor: its row is updated once a round, whatever the fan-in
      select f.run_id, s.idx, count(*)::int as n, sum(f.unmet)::int as unmet,
             v_inline and bool_or(f.lane and st.lane and s.ord = 1) as lane
        from unnest(f_run, f_idx, f_revision, f_unmet, f_lane) f(run_id, idx, revision, unmet, lane)
        join trunkline.spec_task st on st.pipeline_revision_id = f.revision and st.idx = f.idx
       cross join lateral unnest(st.succ) with ordinality s(idx, ord)
       group by 1, 2 order by 1, 2),
    u as (
      -- Every expression reads t, so that a row that another worker changed meanwhile is judged as it is now.
      update trunkline.task_run t
         set remaining = t.remaining - e.n, unmet = t.unmet + e.unmet,
             state = trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane),
             attempt = t.attempt + (trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane) = 'running')::int,
             worker = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                      when 'running' then p_worker end,
             started_at = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                          when 'running' then now() end,
             finished_at = case trunkline.after_needs(t.state, t.remaining - e.n, t.unmet + e.unmet, t.conditional, t.gated, e.lane)
                           when 'skipped' then now() else t.finished_at end
        from e
       -- A rerun of one task alone has its followers finished, as they were.
       where t.run_id = e.run_id and t.idx = e.idx and t.state = 'waiting'
      returning t.run_id, t.idx, t.pipeline_revision_id, t.state, t.remaining, t.attempt, t.gated, t.route, t.priority)
    select array_agg(trunkline.task_job(u.run_id, u.idx, u.route, u.priority)) filter (where u.state = 'ready' and u.remaining = 0),
           c_run || array_agg(u.run_id order by u.run_id, u.idx) filter (where u.state = 'running'),
           c_idx || array_agg(u.idx order by u.run_id, u.idx) filter (where u.state = 'running'),
           c_attempt || array_agg(u.attempt order by u.run_id, u.idx) filter (where u.state = 'running'),
           w_run || array_agg(u.run_id) filter (where u.state = 'waiting' and u.remaining = 0 and u.gated),
           w_idx || array_agg(u.idx) filter (where u.state = 'waiting' and u.remaining = 0 and u.gated),
           array_agg(u.run_id) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(u.idx) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(u.pipeline_revision_id) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(1) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(0) filter (where u.state = 'skipped' and u.remaining = 0),
           array_agg(false) filter (where u.state = 'skipped' and u.remaining = 0)
      into v_jobs, c_run, c_idx, c_attempt, w_run, w_idx, f_run, f_idx, f_revision, f_unmet, f_failed, f_lane
      from u;
    v_all_jobs := v_all_jobs || v_jobs;
  end loop;

  if cardinality(v_all_jobs) > 0 then
    perform trunkline.enqueue(v_all_jobs);
  end if;
  if w_run is not null then
    perform trunkline.arm_waits(w_run, w_idx);
  end if;

  with f as (
    update trunkline.run r
       set open_tasks = r.open_tasks - c.n, failed_tasks = r.failed_tasks + c.failed,
           state = case when r.open_tasks <> c.n or r.phased then r.state
                        when r.cancel_at is not null then 'cancelled'
                        when r.failed_tasks + c.failed > 0 then 'failed'
                        else 'succeeded' end::trunkline.run_state,
           finished_at = case when r.open_tasks = c.n and not r.phased then now() end
      from (select e.run_id, count(*)::int as n, sum(e.failed)::int as failed
              from unnest(e_run, e_failed) e(run_id, failed) group by 1 order by 1) c
     where r.id = c.run_id
    returning r.id, r.pipeline_id, r.limited, r.finished_at, r.open_tasks)
  select array_agg(distinct f.pipeline_id) filter (where f.limited and f.finished_at is not null),
         array_agg(f.id) filter (where f.finished_at is not null),
         array_agg(f.id) filter (where f.finished_at is null and f.open_tasks = 0)
    into v_admit, v_closed, v_next from f;
  if g_run is not null then
    perform trunkline.apply_effects(p.project_id, r.id, g.idx, r.business_date, null, null, g.effects)
       from unnest(g_run, g_idx, g_effects) with ordinality g(run_id, idx, effects, n)
       join trunkline.run r on r.id = g.run_id join trunkline.pipeline p on p.id = r.pipeline_id order by g.n;
  end if;
  perform trunkline.next_phase(n) from unnest(v_next) n;
  perform trunkline.wake_for_runs(e_run, array['t']);
  if v_closed is not null then
    perform trunkline.wake_for_runs(v_closed, array['p']);
  end if;
  if v_admit is not null then
    perform trunkline.admit_runs(v_admit);
  end if;
  return query select * from unnest(c_run, c_idx, c_attempt);
end $$;
