-- Runs in shadow, for what would have started of pipelines at that stage: one at a time of each, in the order of their due
-- times, by the definition of what was deployed then. What is awaited was there by what the other scheduler ran (`ready_at`).
-- They are made here and nowhere else, and are for no slot of the pipeline's own: no hold, limit or lock of what is live is
-- asked for but a hold or blackout of the pipeline itself. Starts of more than three days ago are left out.
create or replace function trunkline.start_shadow_runs(p_limit int)
returns table (run_id bigint, pipeline_id int)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
declare
  v_runs bigint[];
  v_pipelines int[];
  v_jobs graphile_worker.job_spec[];
  w_run bigint[]; w_idx int[];
begin
  with due as (
    select p.id as pipeline, n.slot, n.business_date, n.due_at, n.revision, coalesce(p.pinned_revision, j.revision_id) as deployed
      from trunkline.pipeline p
      join trunkline.project j on j.id = p.project_id
     cross join lateral (
       select e.slot, e.business_date, e.due_at, d.pipeline_revision_id as revision
         from trunkline.expected_start e
         join trunkline.shadow_definition d on d.pipeline_id = e.pipeline_id and d.deployed_revision_id = e.pipeline_revision_id
        where e.pipeline_id = p.id and e.task = '' and e.ordinal = 1 and e.due_at > now() - interval '3 days' and e.due_at <= now()
          and not exists (select from trunkline.expected_start t
                           where t.pipeline_id = p.id and t.slot = e.slot and t.ordinal = 1 and t.task = any (d.awaiting)
                             and coalesce(t.ready_at > now(), true))
          and not exists (select from trunkline.run r where r.pipeline_id = p.id and r.slot = 's:' || e.slot)
        order by e.due_at, e.id limit 1) n
     where p.stage = 'shadow' and p.removed_at is null and not trunkline.keeps_runs(p.id)
       and not exists (select from trunkline.run r
                        where r.pipeline_id = p.id and r.finished_at is null and r.trigger_kind = 'shadow')
     order by p.id limit p_limit for update of p skip locked),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, gated, open_tasks, phased, params, started_at, watched)
    select d.pipeline, v.id, d.deployed, 's:' || d.slot, d.business_date, d.due_at, 'shadow', 'running',
           false, false, v.task_count, v.phased, '{}', now(), false
      from due d join trunkline.pipeline_revision v on v.id = d.revision
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority)
    select m.id, s.idx, s.pipeline_revision_id, case when s.deps = 0 and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route, s.priority
      from made m join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.phase = 0
    returning run_id, idx, state, gated, remaining, route, priority)
  select (select array_agg(id order by id) from made), (select array_agg(m.pipeline_id order by id) from made m),
         (select array_agg(trunkline.task_job(t.run_id, t.idx, t.route, t.priority)) from tasks t where t.state = 'ready'),
         (select array_agg(t.run_id order by t.run_id, t.idx) from tasks t where t.gated and t.remaining = 0),
         (select array_agg(t.idx order by t.run_id, t.idx) from tasks t where t.gated and t.remaining = 0)
    into v_runs, v_pipelines, v_jobs, w_run, w_idx;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  if w_run is not null then perform trunkline.arm_waits(w_run, w_idx); end if;
  return query select * from unnest(v_runs, v_pipelines);
end $$;
