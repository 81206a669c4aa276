-- Lets a restored copy work. p_hold: what was under way when it was copied may have gone on elsewhere, so nothing of it starts by
-- itself: unfinished runs are held, backfills paused, and tasks that ran have failed with an unknown outcome. Otherwise
-- they were lost like those of any lost worker, and start again. Due times are the caller's.
create or replace function trunkline.release_copy(p_hold boolean, p_actor text, p_reason text)
returns table (held int, failed int)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_run bigint[]; v_idx int[]; v_attempt int[]; v_state trunkline.task_state[]; v_detail jsonb[];
begin
  select array_agg(r.id order by r.id) into v_run from trunkline.run r where r.finished_at is null;
  held := 0;
  failed := 0;
  if p_hold then
    -- Holds first: what follows a failed task must not start.
    perform trunkline.place_hold(null, r, null, 'hold', p_actor, 'under way when the database was copied: ' || p_reason, null)
       from unnest(v_run) r;
    held := coalesce(cardinality(v_run), 0);
    update trunkline.backfill set state = 'paused', note = 'the database was restored' where state = 'running';
    -- Without a worker: its instances or its run are what is under way, and end it.
    select array_agg(t.run_id), array_agg(t.idx), array_agg(t.attempt), array_agg(case when t.stop then 'cancelled' else 'failed' end::trunkline.task_state),
           array_agg(jsonb_build_object('ending', 'lost', 'message', 'it ran when the database was copied: what became of it is not known here'))
      into v_run, v_idx, v_attempt, v_state, v_detail
      from (select t.run_id, t.idx, t.attempt, t.stop from trunkline.task_run t
             where t.run_id = any (v_run) and t.state = 'running' and t.worker <> 0 order by t.run_id, t.idx for update) t;
    if v_run is not null then
      failed := cardinality(v_run);
      perform trunkline.complete_tasks(v_run, v_idx, v_attempt, v_state, v_detail, null, false);
    end if;
  else
    -- The reaper does the rest.
    update trunkline.worker w set dead_at = null, beat = '-infinity'
     where w.id in (select t.worker from trunkline.task_run t where t.run_id = any (v_run) and t.state = 'running');
  end if;
  update trunkline.instance set restored_at = null, reason = null;
  return next;
end $$;
