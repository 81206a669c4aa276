-- Lets waiting runs of limited pipelines start, up to the limit, and applies `whenBusy` to the rest.
-- Runs in shadow take no place. The pipeline's row is the lock: two servers and a finishing worker take turns.
create or replace function trunkline.admit_runs(p_pipelines int[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_pipeline record;
  v_running bigint[];
  v_waiting bigint[];
  v_backfill bigint[];
  v_own int;
  v_free int;
  v_keep int;
  v_run bigint;
begin
  for v_pipeline in
    select p.id, p.max_runs, p.when_busy from trunkline.pipeline p
     where p.id = any (p_pipelines) order by p.id for update
  loop
    -- Runs from before the limit was deployed must ask for admissions too when they end.
    update trunkline.run r set limited = true
     where r.pipeline_id = v_pipeline.id and r.finished_at is null and not r.limited and r.trigger_kind <> 'shadow' and v_pipeline.max_runs is not null;
    perform trunkline.keep_back(array(
      select r.id from trunkline.run r
       where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.state = 'waiting' and not r.gated
         and r.trigger_kind <> 'shadow'));
    -- `whenBusy` is about what the pipeline does by itself: a backfill takes nobody's place and nobody takes its.
    select array_agg(r.id order by r.id) filter (where r.state = 'running' and r.cancel_at is null and r.backfill_id is null),
           array_agg(r.id order by r.due_at, r.id) filter (where r.state = 'waiting' and not r.gated and r.backfill_id is null),
           array_agg(r.id order by r.id) filter (where r.state = 'waiting' and not r.gated and r.backfill_id is not null)
      into v_running, v_waiting, v_backfill
      from trunkline.run r where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.trigger_kind <> 'shadow';
    if v_waiting is null and v_backfill is null then continue; end if;
    -- A removed limit (null) lets everything start.
    -- Half of what an int holds: one more than all is still a number.
    v_keep := coalesce(v_pipeline.max_runs, 1073741823);
    if v_pipeline.when_busy = 'cancelRunning' then
      -- The newest wins: older waiting runs never start, and running ones above the limit are stopped.
      perform trunkline.end_waiting_run(w, 'cancelled', 'a newer run took its place')
         from unnest(v_waiting[1 : cardinality(v_waiting) - v_keep]) w;
      v_waiting := v_waiting[greatest(cardinality(v_waiting) - v_keep, 0) + 1 :];
      foreach v_run in array coalesce(v_running[1 : cardinality(v_running) + cardinality(v_waiting) - v_keep], '{}') loop
        perform trunkline.cancel_run(v_run, 'a newer run took its place');
      end loop;
    end if;
    -- Runs that are being cancelled still hold their place until their last task has stopped.
    select v_keep - count(*), v_keep - count(*) filter (where r.backfill_id is null) into v_free, v_own
      from trunkline.run r where r.pipeline_id = v_pipeline.id and r.finished_at is null and r.state = 'running'
         and r.trigger_kind <> 'shadow';
    perform trunkline.start_waiting_runs(v_waiting[1 : greatest(v_free, 0)]);
    perform trunkline.start_waiting_runs(v_backfill[1 : greatest(v_free - coalesce(cardinality(v_waiting), 0), 0)]);
    if v_pipeline.when_busy = 'skip' then
      perform trunkline.end_waiting_run(w, 'skipped', 'the limit of runs at a time was reached')
         from unnest(v_waiting[greatest(v_own, 0) + 1 :]) w;
    end if;
  end loop;
end $$;
