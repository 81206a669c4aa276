-- Holds a pipeline, a run or a task of either, instead of what held it before. Once this is committed nothing of it starts:
-- claims share the lock that is taken here. What was ready waits again, and what waits is judged by the new mode.
create or replace function trunkline.place_hold(
  p_pipeline int, p_run bigint, p_task text, p_mode text, p_actor text, p_reason text, p_until timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[];
begin
  perform pg_advisory_xact_lock(9, 0);
  insert into trunkline.hold (pipeline_id, run_id, task, mode, actor, reason, until)
  values (p_pipeline, p_run, p_task, p_mode, p_actor, p_reason, p_until)
  on conflict on constraint hold_once do update
    set mode = excluded.mode, actor = excluded.actor, reason = excluded.reason, since = now(), until = excluded.until;
  with ready as materialized (
    select t.run_id, t.idx from trunkline.run r join trunkline.task_run t on t.run_id = r.id
     where r.finished_at is null and (r.pipeline_id = p_pipeline or r.id = p_run) and t.state = 'ready')
  select array_agg(h.run_id), array_agg(h.idx) into v_run, v_idx
    from trunkline.held_tasks((select array_agg(run_id) from ready), (select array_agg(idx) from ready)) h
   where h.mode <> 'noexec';
  if v_run is not null then perform trunkline.set_aside(v_run, v_idx); end if;
  perform trunkline.wake_held(p_pipeline, p_run);
end $$;
