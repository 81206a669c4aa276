-- Stops unfinished tasks p_from to p_to of a run: what has not started is cancelled and returned, what runs is marked for
-- its worker, which sees it with its next beat. The caller counts the returned ones and judges their successors.
-- Locks tasks before the run, in their order, as complete_tasks does.
create or replace function trunkline.stop_tasks(p_run bigint, p_from int, p_to int, p_message text)
returns table (idx int, pipeline_revision_id int)
language plpgsql
as $$
#variable_conflict use_column
declare
  v_idx int[];
  v_revision int[];
  v_waited int[];   -- they run a pipeline
begin
  -- Together with those that run: none starts, retries or is given back behind this transaction's back.
  perform from trunkline.task_run t
    where t.run_id = p_run and t.idx between p_from and p_to and t.state in ('waiting', 'ready', 'running')
    order by t.idx for update;
  with stopped as (
    update trunkline.task_run t
       set state = case t.state when 'running' then 'running' else 'cancelled' end::trunkline.task_state,
           stop = t.state = 'running',
           finished_at = case when t.state <> 'running' then now() end,
           message = case t.state when 'running' then t.message else p_message end
     where t.run_id = p_run and t.idx between p_from and p_to and t.state in ('waiting', 'ready', 'running')
    returning t.idx, t.pipeline_revision_id, t.state, t.state = 'running' and t.worker = 0 and t.instances is null as waited)
  select array_agg(s.idx order by s.idx) filter (where s.state = 'cancelled'),
         array_agg(s.pipeline_revision_id order by s.idx) filter (where s.state = 'cancelled'),
         array_agg(s.idx order by s.idx) filter (where s.waited)
    into v_idx, v_revision, v_waited from stopped s;
  if v_waited is not null then
    insert into trunkline.child_check (run_id, idx) select p_run, w from unnest(v_waited) w;
    perform pg_notify('trunkline_wait', '');
  end if;
  update trunkline.run r set stop_at = coalesce(r.stop_at, now()) where r.id = p_run and r.finished_at is null;
  delete from trunkline.gate g where g.run_id = p_run and g.idx = any (v_idx);
  if v_idx is not null then
    perform trunkline.forget_waits(p_run, v_idx);
    -- A ready task has its units, one behind a retry may have kept them.
    perform trunkline.return_units(array_fill(p_run, array[cardinality(v_idx)]), v_idx, false);
  end if;
  return query select * from unnest(v_idx, v_revision);
end $$;
