-- The next generation of a run's slot. p_idx: the tasks that are carried over, each from the task p_from of the former
-- generation (null: from none), as p_state; all others run again. With outputs and times where the state is the same.
-- p_resumed: tasks with `forEach` that run again without some of their instances: those of the task p_resumed_from whose
-- numbers are not in p_resumed_again (texts of int[]) are carried over where the items are the same.
-- Null: a generation of the slot has not finished yet, the pipeline's wave has others run it, or it ran in shadow.
create or replace function trunkline.rerun(
  p_run bigint, p_pipeline_revision int, p_revision int,
  p_idx int[], p_from int[], p_state trunkline.task_state[], p_note text[], p_actor text, p_reason text,
  p_resumed int[] default '{}', p_resumed_from int[] default '{}', p_resumed_again text[] default '{}')
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_old trunkline.run;
  v_new bigint;
  v_limited boolean;
  v_makes_runs boolean;
begin
  select * into v_old from trunkline.run where id = p_run;
  select p.max_runs is not null, p.makes_runs into v_limited, v_makes_runs
    from trunkline.pipeline p where p.id = v_old.pipeline_id for update;
  if not v_makes_runs or v_old.trigger_kind = 'shadow' or exists (select from trunkline.run r
              where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot and r.finished_at is null) then
    return null;
  end if;
  insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, generation, business_date, due_at,
                             trigger_kind, state, limited, open_tasks, phased, params, actor, rerun_of, reason,
                             watched)
  select v_old.pipeline_id, v.id, p_revision, v_old.slot,
         (select max(r.generation) + 1 from trunkline.run r where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot),
         v_old.business_date, v_old.due_at, 'rerun', 'waiting', v_limited, v.task_count, v.phased, v_old.params, p_actor, p_run, p_reason,
         v.watched and v_old.backfill_id is null
    from trunkline.pipeline_revision v where v.id = p_pipeline_revision
  returning id into v_new;
  perform trunkline.wake_for_runs(array[v_new], array['p', 't']);
  insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                  attempt, started_at, finished_at, exit_code, signal, ending, message, outputs, reads,
                                  instances, instances_open, carries, again, iteration)
  select v_new, s.idx, s.pipeline_revision_id, coalesce(c.state, 'waiting'), s.conditional, s.tolerated, s.gated,
         case when c.idx is null then s.deps else 0 end, s.route, s.priority,
         coalesce(o.attempt, 0), o.started_at, case when c.idx is not null then coalesce(o.finished_at, now()) end,
         o.exit_code, o.signal, case when c.idx is not null then coalesce(o.ending, case when o.idx is null then 'carried' end) end,
         coalesce(o.message, c.note), o.outputs, o.reads, o.instances, o.instances_open, x.carries, x.again, o.iteration
    from trunkline.spec_task s
    left join unnest(p_idx, p_from, p_state, p_note) c(idx, source, state, note) on c.idx = s.idx
    left join (select u.idx, u.carries, u.again::int[] as again
                 from unnest(p_resumed, p_resumed_from, p_resumed_again) u(idx, carries, again)) x on x.idx = s.idx
    left join trunkline.task_run o on o.run_id = p_run and o.idx = c.source and o.state = c.state and c.state <> 'skipped'
   where s.pipeline_revision_id = p_pipeline_revision and s.phase = 0;
  -- The instances of what is carried over come with it.
  if exists (select from trunkline.task_run o where o.run_id = p_run and o.instances is not null) then
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route, priority,
                                    attempt, started_at, finished_at, exit_code, signal, ending, message, outputs, reads, item)
    select v_new, ((t.idx + 1) << 15) + (o.idx & 32767), t.pipeline_revision_id, o.state, o.conditional, o.tolerated, o.gated, 0,
           o.route, o.priority, o.attempt, o.started_at, o.finished_at, o.exit_code, o.signal, o.ending, o.message, o.outputs, o.reads, o.item
      from unnest(p_idx, p_from) c(idx, source)
      join trunkline.task_run t on t.run_id = v_new and t.idx = c.idx and t.instances is not null
     cross join lateral trunkline.instances_of(p_run, c.source) o;
  end if;
  -- Else what was marked skipped would run with the generation after this one.
  insert into trunkline.mark (run_id, idx, state, was, actor, reason, at)
  select v_new, c.idx, m.state, m.was, m.actor, m.reason, m.at
    from unnest(p_idx, p_from) c(idx, source)
   cross join lateral (select * from trunkline.mark x
                        where x.run_id = p_run and x.idx = c.source order by x.id desc limit 1) m
   order by c.idx;
  update trunkline.task_run t set remaining = t.remaining - c.n, unmet = c.unmet
    from (select u.idx, count(*)::int as n,
                 count(*) filter (where d.state <> 'succeeded' and not (d.state = 'failed' and d.tolerated))::int as unmet
            from trunkline.task_run d
            join trunkline.spec_task s on s.pipeline_revision_id = d.pipeline_revision_id and s.idx = d.idx
           cross join lateral unnest(s.succ) u(idx)
           where d.run_id = v_new and d.state <> 'waiting' group by 1) c
   where t.run_id = v_new and t.idx = c.idx and t.state = 'waiting';
  -- What failed tasks keep until a rerun of them succeeds is the rerun's now; another revision may have them elsewhere.
  update trunkline.pool_hold h set run_id = v_new, idx = x.idx
    from (select k.pool_id, k.idx as was, t.idx
            from trunkline.pool_hold k
            join trunkline.pipeline_revision o on o.id = v_old.pipeline_revision_id
            join trunkline.pipeline_revision n on n.id = p_pipeline_revision
            join trunkline.task_run t
              on t.run_id = v_new and t.state = 'waiting'
             and trunkline.task_name(n.spec::json, t.idx) = trunkline.task_name(o.spec::json, k.idx)
           where k.run_id = p_run and k.kept) x
   where h.run_id = p_run and h.pool_id = x.pool_id and h.idx = x.was;
  update trunkline.run r
     set open_tasks = n.open, failed_tasks = n.failed,
         -- Nothing is left to run: what was carried over is the whole outcome.
         state = case when n.open > 0 or r.phased then r.state when n.failed > 0 then 'failed' else 'succeeded' end::trunkline.run_state,
         finished_at = case when n.open = 0 and not r.phased then now() end
    from (select count(*) filter (where t.state = 'waiting') as open,
                 count(*) filter (where trunkline.fails_run(t.state, t.ending, t.tolerated) and t.idx < 32768) as failed
            from trunkline.task_run t where t.run_id = v_new) n
   where r.id = v_new;
  if v_limited then
    perform trunkline.admit_runs(array[v_old.pipeline_id]);
  else
    perform trunkline.start_waiting_runs(array[v_new]);
  end if;
  return v_new;
end $$;
