-- The next generation of a run's slot, with the same pinned revision. p_from_failed carries tasks over, with their
-- outputs: those that succeeded and have nothing before them that runs again. Where all tasks succeeded, all run again.
-- Null: a generation of the slot has not finished yet.
create or replace function trunkline.rerun(p_run bigint, p_from_failed boolean, p_actor text, p_reason text)
returns bigint
language plpgsql
as $$
#variable_conflict use_column
declare
  v_old trunkline.run;
  v_new bigint;
  v_limited boolean;
begin
  select * into v_old from trunkline.run where id = p_run;
  select p.max_runs is not null into v_limited from trunkline.pipeline p where p.id = v_old.pipeline_id for update;
  if exists (select from trunkline.run r
              where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot and r.finished_at is null) then
    return null;
  end if;
  insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, generation, business_date, due_at,
                             trigger_kind, state, limited, open_tasks, params, actor, rerun_of, reason)
  select v_old.pipeline_id, v_old.pipeline_revision_id, v_old.revision_id, v_old.slot,
         (select max(r.generation) + 1 from trunkline.run r where r.pipeline_id = v_old.pipeline_id and r.slot = v_old.slot),
         v_old.business_date, v_old.due_at, 'rerun', 'waiting', v_limited, v.task_count, v_old.params, p_actor, p_run, p_reason
    from trunkline.pipeline_revision v where v.id = v_old.pipeline_revision_id
  returning id into v_new;
  perform trunkline.wake_for_runs(array[v_new], array['p', 't']);
  with recursive again as (
    select o.idx from trunkline.task_run o where o.run_id = p_run and o.state <> 'succeeded'
    union
    select u.idx from again a
      join trunkline.spec_task s on s.pipeline_revision_id = v_old.pipeline_revision_id and s.idx = a.idx
     cross join lateral unnest(s.succ) u(idx))
  insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route,
                                  attempt, started_at, finished_at, exit_code, ending, outputs)
  select v_new, s.idx, s.pipeline_revision_id,
         case when o.idx is null then 'waiting' else 'succeeded' end::trunkline.task_state, s.conditional, s.tolerated, s.gated,
         case when o.idx is null then s.deps else 0 end, s.route,
         coalesce(o.attempt, 0), o.started_at, o.finished_at, o.exit_code, o.ending, o.outputs
    from trunkline.spec_task s
    left join trunkline.task_run o
      on p_from_failed and o.run_id = p_run and o.idx = s.idx
     and exists (select from again) and o.idx not in (select a.idx from again a)
   where s.pipeline_revision_id = v_old.pipeline_revision_id;
  update trunkline.task_run t set remaining = t.remaining - c.n
    from (select u.idx, count(*)::int as n
            from trunkline.task_run d
            join trunkline.spec_task s on s.pipeline_revision_id = d.pipeline_revision_id and s.idx = d.idx
           cross join lateral unnest(s.succ) u(idx)
           where d.run_id = v_new and d.state = 'succeeded' group by 1) c
   where t.run_id = v_new and t.idx = c.idx and t.state = 'waiting';
  update trunkline.run set open_tasks = (select count(*) from trunkline.task_run t where t.run_id = v_new and t.state = 'waiting')
   where id = v_new;
  if v_limited then
    perform trunkline.admit_runs(array[v_old.pipeline_id]);
  else
    perform trunkline.start_waiting_runs(array[v_new]);
  end if;
  return v_new;
end $$;
