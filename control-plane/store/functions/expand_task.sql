-- A task with `forEach` whose gates hold becomes its instances, in one transaction: it runs while they do. Of a rerun those
-- that need not run again are carried over, where the item is the same. A run of more than 20,000 tasks is not made: the
-- task fails. p_items: the list; p_gated: instances take units of pools.
create or replace function trunkline.expand_task(p_run bigint, p_idx int, p_items jsonb, p_gated boolean) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_task trunkline.task_run;
  v_count int := jsonb_array_length(p_items);
  v_open int;
  v_former bigint;
  v_state trunkline.task_state := 'failed';
  v_detail jsonb;
  v_jobs graphile_worker.job_spec[];
  w_idx int[];
begin
  update trunkline.task_run t set state = 'running', worker = 0, started_at = now(), instances = v_count, instances_open = v_count
   where t.run_id = p_run and t.idx = p_idx and t.state = 'waiting' and t.remaining = 0
  returning t.* into v_task;
  if not found then return; end if;
  perform trunkline.forget_waits(p_run, array[p_idx]);
  -- The run's row also lets one list after the other be counted.
  select r.rerun_of into v_former from trunkline.run r where r.id = p_run for update;
  if (select count(*) from trunkline.task_run t where t.run_id = p_run) + v_count > 20000 then
    v_detail := jsonb_build_object('ending', 'error', 'message',
      'forEach: the list has ' || v_count || ' items; a run may have 20000 tasks, and this one has ' ||
      (select count(*) from trunkline.task_run t where t.run_id = p_run) || ' without them');
    update trunkline.task_run t set started_at = null, instances = null, instances_open = null where t.run_id = p_run and t.idx = p_idx;
  else
    with made as (
      insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, route,
                                      priority, item, attempt, started_at, finished_at, exit_code, signal, ending, message, outputs)
      select p_run, ((p_idx + 1) << 15) + i.n::int - 1, v_task.pipeline_revision_id,
             coalesce(o.state, case when p_gated then 'waiting' else 'ready' end::trunkline.task_state), false, v_task.tolerated,
             p_gated, 0, v_task.route, v_task.priority, i.item,
             coalesce(o.attempt, 0), o.started_at, o.finished_at, o.exit_code, o.signal, o.ending, o.message, o.outputs
        from jsonb_array_elements(p_items) with ordinality i(item, n)
        left join trunkline.task_run o
          on o.run_id = v_former and o.idx = ((v_task.carries + 1) << 15) + i.n::int - 1 and o.item = i.item
             and o.state in ('succeeded', 'failed', 'skipped') and not (i.n - 1)::int = any (v_task.again)
      returning idx, state, route, priority)
    select count(*) filter (where m.state in ('waiting', 'ready')),
           array_agg(trunkline.task_job(p_run, m.idx, m.route, m.priority) order by m.idx) filter (where m.state = 'ready'),
           array_agg(m.idx order by m.idx) filter (where m.state = 'waiting')
      into v_open, v_jobs, w_idx from made m;
    -- What failed instances keep of pools is theirs again; of those that are no more it is returned.
    if v_former is not null and exists (select from trunkline.pool_hold) then
      update trunkline.pool_hold h set run_id = p_run, idx = ((p_idx + 1) << 15) + (h.idx & 32767)
       where h.run_id = v_former and h.kept and h.idx >> 15 = v_task.carries + 1 and (h.idx & 32767) < v_count;
      perform trunkline.return_units(array_agg(h.run_id), array_agg(h.idx), false)
         from trunkline.pool_hold h where h.run_id = v_former and h.kept and h.idx >> 15 = v_task.carries + 1;
    end if;
    update trunkline.task_run t set instances_open = v_open where t.run_id = p_run and t.idx = p_idx;
    update trunkline.run r set open_tasks = r.open_tasks + v_open where r.id = p_run;
    if v_jobs is not null then perform trunkline.enqueue(v_jobs); end if;
    perform trunkline.apply_overrides(p_run, array(select generate_series((p_idx + 1) << 15, ((p_idx + 1) << 15) + v_count - 1)));
    if w_idx is not null then
      perform trunkline.arm_waits(array_fill(p_run, array[cardinality(w_idx)]), w_idx);
    end if;
    if v_open > 0 then
      perform trunkline.wake_for_runs(array[p_run], array['t']);
      return;
    end if;
    select o.state, o.detail into v_state, v_detail from trunkline.outcome_of_instances(p_run, p_idx) o;
  end if;
  perform trunkline.complete_tasks(array[p_run], array[p_idx], array[v_task.attempt], array[v_state], array[v_detail], 0, false);
end $$;
