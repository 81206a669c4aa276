-- Runs that another scheduler had, as they ended there: what waits for a pipeline's newest run, or for that of a date, finds them.
-- They trigger nothing: what follows them has run there, too. p_runs: [{pipeline, slot, date, start, end, state, reason,
-- tasks: [{idx, state, exit}]}]. One that is there already, or older than a run of the pipeline here, is left out. Answers how many are new.
create or replace function trunkline.take_over_runs(p_project int, p_runs jsonb, p_actor text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_runs bigint[];
begin
  with told as (
    select x.* from jsonb_to_recordset(p_runs) x(
      pipeline int, slot text, date date, start timestamptz, "end" timestamptz, state text, reason text, tasks jsonb)),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, reason, open_tasks, failed_tasks, actor, started_at, finished_at, exported_at)
    select p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, j.revision_id), 'l:' || t.slot, t.date, t.start, 'manual',
           t.state::trunkline.run_state, false, t.reason, 0,
           (select count(*) from jsonb_array_elements(t.tasks) e where e ->> 'state' = 'failed'), p_actor, t.start, t."end", now()
      from told t
      join trunkline.pipeline p on p.id = t.pipeline and p.project_id = p_project and p.removed_at is null and not p.makes_runs
      join trunkline.project j on j.id = p.project_id
     where not exists (select from trunkline.run r where r.pipeline_id = p.id and r.started_at > t.start)
     order by t.start
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id, slot),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, remaining, exit_code, finished_at)
    select m.id, s.idx, s.pipeline_revision_id, e.state::trunkline.task_state, s.conditional, s.tolerated, 0, e.exit, t."end"
      from made m
      join told t on t.pipeline = m.pipeline_id and 'l:' || t.slot = m.slot
     cross join lateral jsonb_to_recordset(t.tasks) e(idx int, state text, exit int)
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.idx = e.idx and s.phase = 0)
  select array_agg(id order by id) into v_runs from made;
  if v_runs is null then return 0; end if;
  perform trunkline.wake_waits(array(
    select g || ':' || j.name || '/' || p.name || suffix
      from trunkline.run r
      join trunkline.pipeline p on p.id = r.pipeline_id
      join trunkline.project j on j.id = p.project_id
     cross join unnest(array['p', 't']) g
     cross join unnest(array['', ':' || r.business_date]) suffix
     where r.id = any (v_runs)));
  return cardinality(v_runs);
end $$;
