-- waiting → running for admitted runs; their first tasks become ready and are enqueued.
create or replace function trunkline.start_waiting_runs(p_runs bigint[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
begin
  with started as (
    update trunkline.run set state = 'running', started_at = now(), reason = null
     where id = any (p_runs) and state = 'waiting'
    returning id),
  ready as (
    update trunkline.task_run t set state = 'ready'
      from started s
     where t.run_id = s.id and t.state = 'waiting' and t.remaining = 0
    returning t.run_id, t.idx)
  select array_agg(trunkline.task_job(run_id, idx)) into v_jobs from ready;
  if v_jobs is not null then
    perform graphile_worker.add_jobs(v_jobs);
  end if;
end $$;
