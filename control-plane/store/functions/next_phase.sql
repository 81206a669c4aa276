-- A run whose present phase has ended goes on: with the undo of its last succeeded task that is not undone yet, then with
-- `finally`; then it closes. The rows of what follows are made and enqueued here.
create or replace function trunkline.next_phase(p_run bigint) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_run trunkline.run;
  v_end trunkline.run_state;
  v_undo_when text[];
  v_next int[];
  v_phase int := 1;
  v_jobs graphile_worker.job_spec[];
  w_idx int[];
begin
  select * into v_run from trunkline.run r where r.id = p_run for update;
  select v.undo_when into v_undo_when from trunkline.pipeline_revision v where v.id = v_run.pipeline_revision_id;
  v_end := case when v_run.cancel_at is not null then 'cancelled' when v_run.failed_tasks > 0 then 'failed' else 'succeeded' end;
  if v_run.phase < 2 and not v_run.undo_stopped and v_end::text = any (v_undo_when) then
    -- In reverse order of completion; what ended in one transaction by its place, which follows the needs.
    select array_agg(u.idx) into v_next from (
      select c.idx
        from (select s.idx, t.idx as undone, t.state, t.ending, t.finished_at
                from trunkline.spec_task s join trunkline.task_run t on t.run_id = p_run and t.idx = s.undoes
               where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 1 and t.instances is null
              union all
              -- Of a `forEach` each instance has been done, and is undone, by itself.
              select ((s.idx + 1) << 15) + (i.idx & 32767), i.idx, i.state, i.ending, i.finished_at
                from trunkline.spec_task s cross join lateral trunkline.instances_of(p_run, s.undoes) i
               where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 1) c
       where c.state = 'succeeded'
         -- What a hold kept from being executed, or what had nothing to do, did nothing.
         and c.ending is distinct from 'noexec' and c.ending is distinct from 'empty'
         and not exists (select from trunkline.task_run u where u.run_id = p_run and u.idx = c.idx)
       order by c.finished_at desc, c.undone desc limit 1) u;
  end if;
  if v_next is null and v_run.phase < 2 then
    v_phase := 2;
    select array_agg(s.idx) into v_next from trunkline.spec_task s
     where s.pipeline_revision_id = v_run.pipeline_revision_id and s.phase = 2;
  end if;
  if v_next is null then
    update trunkline.run r
       set state = v_end, finished_at = now() where r.id = p_run;
    perform trunkline.wake_for_runs(array[p_run], array['p']);
    if v_run.limited then perform trunkline.admit_runs(array[v_run.pipeline_id]); end if;
    return;
  end if;
  with made as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                    item)
    select p_run, n.idx, s.pipeline_revision_id,
           case when s.deps = 0 and not s.gated then 'ready' else 'waiting' end::trunkline.task_state,
           s.conditional, s.tolerated, s.gated, s.deps, s.route,
           s.priority + case v_run.trigger_kind when 'backfill' then 1000 else 0 end,
           (select t.item from trunkline.task_run t
             where n.idx >= 32768 and t.run_id = p_run and t.idx = ((s.undoes + 1) << 15) + (n.idx & 32767))
      from unnest(v_next) n(idx)
      join trunkline.spec_task s on s.pipeline_revision_id = v_run.pipeline_revision_id and s.idx = trunkline.declared_place(n.idx)
    returning idx, state, remaining, route, priority)
  select array_agg(trunkline.task_job(p_run, m.idx, m.route, m.priority)) filter (where m.state = 'ready'),
         array_agg(m.idx order by m.idx) filter (where m.state = 'waiting' and m.remaining = 0)
    into v_jobs, w_idx from made m;
  update trunkline.run r set phase = v_phase, open_tasks = cardinality(v_next) where r.id = p_run;
  if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
  perform trunkline.apply_overrides(p_run, v_next);
  if w_idx is not null then
    perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
  end if;
end $$;
