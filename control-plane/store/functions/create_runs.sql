-- Makes runs of due times (or of one request) with their task rows, and enqueues what can start: one transaction.
-- A slot that already has its run is skipped, so the call may be repeated; so is a pipeline whose wave has others run it.
-- A slot of a backfill names it, `b:<id>:…`; its tasks stand back behind those of other runs.
-- p_reason: null starts the run; a text records that the due time passes without one.
-- p_params: of all; of messages a list, with those of each.
create or replace function trunkline.create_runs(
  p_pipeline int[], p_slot text[], p_date date[], p_due timestamptz[], p_reason text[],
  p_kind text, p_params jsonb, p_actor text, p_parent_trace text)
returns table (run_id bigint, pipeline_id int, slot text)
language plpgsql security definer set search_path = pg_catalog, pg_temp
set jit = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_keep boolean := exists (select from trunkline.hold) or exists (select from trunkline.blackout);  -- some runs may not start now
  v_runs bigint[];
  v_pipelines int[];
  v_slots text[];
  v_limited int[];
  v_jobs graphile_worker.job_spec[];
  v_fresh bigint[];
  w_run bigint[]; w_idx int[];   -- runs (idx -1) and tasks whose gates are judged first
begin
  -- Materialized: a rescan by the join below would draw new ids.
  with d as materialized (
    select u.*, nextval('trunkline.run_id_seq') as id
      from unnest(p_pipeline, p_slot, p_date, p_due, p_reason) with ordinality u(pipeline, slot, date, due, reason, n)),
  made as materialized (
    insert into trunkline.run (id, pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at,
                               trigger_kind, state, limited, gated, reason, open_tasks, phased, params, actor, parent_trace,
                               started_at, finished_at, backfill_id, watched)
    select d.id, p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, j.revision_id), coalesce(d.slot, 'm:' || d.id), d.date, d.due,
           p_kind,
           case when d.reason is not null then 'skipped'
                when p.max_runs is null and not k.gated then 'running'
                else 'waiting' end::trunkline.run_state,
           p.max_runs is not null, k.gated and d.reason is null, d.reason,
           case when d.reason is null then v.task_count else 0 end, v.phased,
           case when p_kind = 'message' then p_params -> (d.n - 1)::int else p_params end, p_actor, p_parent_trace,
           case when d.reason is null and p.max_runs is null and not k.gated then now() end,
           case when d.reason is not null then now() end,
           case when p_kind = 'backfill' then split_part(d.slot, ':', 2)::int end,
           v.watched and d.reason is null and p_kind <> 'backfill'
      from d
      join trunkline.pipeline p on p.id = d.pipeline and p.removed_at is null and p.makes_runs
      join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
      join trunkline.project j on j.id = p.project_id
     cross join lateral (select v.gated or p.guarded or p.hold_within is not null or v_keep and trunkline.keeps_runs(p.id) as gated) k
     where p_kind <> 'after' or not exists (select from trunkline.past_slot s where s.pipeline_id = p.id and s.slot = d.slot)
     order by d.n
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id, slot, state, limited, gated),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority)
    select m.id, s.idx, s.pipeline_revision_id,
           case when s.deps = 0 and m.state = 'running' and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route, s.priority + case when p_kind = 'backfill' then 1000 else 0 end
      from made m
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.phase = 0
     where m.state <> 'skipped'
    returning run_id, idx, state, gated, remaining, route, priority),
  waits as materialized (
    select m.id as run_id, -1 as idx from made m where m.gated
    union all
    -- No join: where specs are large it is planned as a look at all tasks for each run.
    select x.run_id, x.idx
      from (select u.run_id, u.idx, bool_or(u.idx is null) over (partition by u.run_id) as runs
              from (select t.run_id, t.idx from tasks t where t.gated and t.remaining = 0
                    union all
                    select m.id, null from made m where m.state = 'running') u) x
     where x.runs and x.idx is not null
     order by 1, 2)
  select (select array_agg(id order by id) from made),
         (select array_agg(m.pipeline_id order by id) from made m),
         (select array_agg(m.slot order by id) from made m),
         (select array_agg(distinct m.pipeline_id) from made m where limited and not gated and state = 'waiting'),
         (select array_agg(trunkline.task_job(t.run_id, t.idx, t.route, t.priority)) from tasks t where t.state = 'ready'),
         (select array_agg(m.id) from made m where m.state <> 'skipped'),
         (select array_agg(w.run_id) from waits w), (select array_agg(w.idx) from waits w)
    into v_runs, v_pipelines, v_slots, v_limited, v_jobs, v_fresh, w_run, w_idx;
  if v_jobs is not null then
    perform trunkline.enqueue(v_jobs);
  end if;
  if w_run is not null then
    perform trunkline.arm_waits(w_run, w_idx);
  end if;
  if v_fresh is not null then
    -- The newest run is another now: also what asks for one that has not finished may hold.
    perform trunkline.wake_for_runs(v_fresh, array['p', 't']);
  end if;
  if v_limited is not null then
    perform trunkline.admit_runs(v_limited);
  end if;
  return query select * from unnest(v_runs, v_pipelines, v_slots);
end $$;
