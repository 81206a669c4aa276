-- Removes gates whose time has come; a task that thereby has none left becomes ready. Returns how many did.
create or replace function trunkline.open_gates(p_now timestamptz) returns int
language plpgsql
as $$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  with due as (
    -- A task that somebody works on, such as a cancellation, is left to the next pass: waiting for it could deadlock.
    select g.run_id, g.idx, g.kind from trunkline.gate g join trunkline.task_run t using (run_id, idx)
     where g.until <= p_now
     order by g.run_id, g.idx limit 5000 for update of g, t skip locked),
  gone as (
    delete from trunkline.gate g using due d
     where g.run_id = d.run_id and g.idx = d.idx and g.kind = d.kind
    returning g.run_id, g.idx, g.kind),
  free as materialized (
    select t.run_id, t.idx, t.gated
      from (select distinct run_id, idx from gone) o join trunkline.task_run t using (run_id, idx)
     where t.state = 'waiting' and t.remaining = 0
       and not exists (select from trunkline.gate g
                        where g.run_id = o.run_id and g.idx = o.idx
                          and not exists (select from gone x where x.run_id = g.run_id and x.idx = g.idx and x.kind = g.kind))),
  ready as (
    update trunkline.task_run t set state = 'ready'
      from free f where t.run_id = f.run_id and t.idx = f.idx and not f.gated
    returning t.run_id, t.idx, t.route, t.priority)
  select (select array_agg(trunkline.task_job(run_id, idx, route, priority)) from ready),
         (select array_agg(f.run_id order by f.run_id, f.idx) from free f where f.gated),
         (select array_agg(f.idx order by f.run_id, f.idx) from free f where f.gated)
    into v_jobs, w_run, w_idx;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  if v_jobs is null then return 0; end if;
  perform trunkline.enqueue(v_jobs);
  return cardinality(v_jobs);
end $$;
