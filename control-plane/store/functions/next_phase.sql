-- A run whose present phase has ended goes on with its next: its tasks' rows are made and enqueued.
create or replace function trunkline.next_phase(p_run bigint) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_jobs graphile_worker.job_spec[];
  w_idx int[];
  v_count int;
begin
  with made as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority)
    select r.id, s.idx, s.pipeline_revision_id,
           case when s.deps = 0 and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route,
           case r.trigger_kind when 'backfill' then 10 else 0 end
      from trunkline.run r
      join trunkline.spec_task s on s.pipeline_revision_id = r.pipeline_revision_id and s.phase = r.last_phase
     where r.id = p_run
    returning idx, state, remaining, route, priority)
  select array_agg(trunkline.task_job(p_run, m.idx, m.route, m.priority)) filter (where m.state = 'ready'),
         array_agg(m.idx order by m.idx) filter (where m.state = 'waiting' and m.remaining = 0), count(*)
    into v_jobs, w_idx, v_count from made m;
  update trunkline.run r set phase = r.last_phase, open_tasks = v_count where r.id = p_run;
  if v_jobs is not null then perform graphile_worker.add_jobs(v_jobs); end if;
  if w_idx is not null then
    perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
  end if;
end $$;
