-- Ends waits whose gates hold together: tasks become ready and are enqueued, runs start or queue for their limit.
-- Only what still waits is opened; returns what was.
create or replace function trunkline.open_waits(p_run bigint[], p_idx int[])
returns table (run_id bigint, idx int)
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
  v_jobs graphile_worker.job_spec[];
  v_runs bigint[]; v_limited int[];
begin
  -- First of all: what turns out to be held waits anew.
  with gone as (
    delete from trunkline.wait w using unnest(p_run, p_idx) x(run_id, idx)
     where w.run_id = x.run_id and w.idx = x.idx returning w.run_id, w.idx)
  delete from trunkline.wait_key k using gone g where k.run_id = g.run_id and k.idx = g.idx;
  with opened as (
    update trunkline.task_run t set state = 'ready'
      from unnest(p_run, p_idx) w(run_id, idx)
     where t.run_id = w.run_id and t.idx = w.idx and w.idx >= 0 and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx, t.route, t.priority)
  select array_agg(o.run_id), array_agg(o.idx), array_agg(trunkline.task_job(o.run_id, o.idx, o.route, o.priority))
    into v_run, v_idx, v_jobs from opened o;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  with opened as (
    update trunkline.run r set gated = false, reason = null
      from unnest(p_run, p_idx) w(run_id, idx)
     where r.id = w.run_id and w.idx = -1 and r.gated and r.state = 'waiting'
    returning r.id, r.limited, r.pipeline_id)
  select array_agg(o.id), array_agg(distinct o.pipeline_id) filter (where o.limited)
    into v_runs, v_limited from opened o;
  perform trunkline.start_waiting_runs(array(select r.id from trunkline.run r where r.id = any (v_runs) and not r.limited));
  if v_limited is not null then perform trunkline.admit_runs(v_limited); end if;
  return query
    select a.run_id, a.idx from unnest(v_run || v_runs, v_idx || array_fill(-1, array[coalesce(cardinality(v_runs), 0)])) a(run_id, idx);
end $$;
