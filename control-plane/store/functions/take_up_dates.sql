-- Runs of dates that another scheduler has begun, and that go on here from the deployment of their pipelines' wave on. They are
-- due, as by a schedule, so that they start when the fences of their wave let them. p_runs: [{pipeline, date, due, last, reason,
-- open, failed, tasks: [{idx, state, remaining, unmet, exit, iteration, due}]}], last: when the newest iteration began there. A date
-- of which a run is under way here, or that has had one since, is left out. Answers which pipelines have a new run.
create or replace function trunkline.take_up_dates(p_revision int, p_runs jsonb) returns table (pipeline_id int, run_id bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_runs bigint[]; v_pipelines int[];
begin
  with told as (
    select x.* from jsonb_to_recordset(p_runs) x(
      pipeline int, date date, due timestamptz, last timestamptz, reason text, open int, failed int, tasks jsonb)),
  made as (
    insert into trunkline.run (pipeline_id, pipeline_revision_id, revision_id, slot, business_date, due_at, trigger_kind, state,
                               limited, gated, reason, open_tasks, failed_tasks, phased, watched)
    select p.id, p.pipeline_revision_id, coalesce(p.pinned_revision, p_revision),
           'c:' || to_char(t.last at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), t.date, t.due, 'schedule', 'waiting',
           p.max_runs is not null, true, t.reason, t.open, t.failed, v.phased, v.watched
      from told t
      join trunkline.pipeline p on p.id = t.pipeline and p.removed_at is null and p.makes_runs
      join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
     where not exists (
             select from trunkline.run r
              where r.pipeline_id = p.id and r.business_date = t.date and r.trigger_kind <> 'shadow'
                and (r.finished_at is null or r.started_at > t.last))
     order by p.id
    on conflict on constraint run_once do nothing
    returning id, pipeline_id, pipeline_revision_id),
  tasks as (
    insert into trunkline.task_run (run_id, idx, pipeline_revision_id, state, conditional, tolerated, gated, remaining, unmet,
                                    route, priority, exit_code, finished_at, iteration, due_at)
    select m.id, s.idx, s.pipeline_revision_id, e.state::trunkline.task_state, s.conditional, s.tolerated,
           s.gated or e.iteration is not null, e.remaining, e.unmet, s.route, s.priority, e.exit,
           case when e.state in ('succeeded', 'failed', 'skipped') then now() end, e.iteration, e.due
      from made m
      join told t on t.pipeline = m.pipeline_id
     cross join lateral jsonb_to_recordset(t.tasks) e(
             idx int, state text, remaining int, unmet int, exit int, iteration int, due timestamptz)
      join trunkline.spec_task s on s.pipeline_revision_id = m.pipeline_revision_id and s.idx = e.idx and s.phase = 0)
  select array_agg(m.id order by m.id), array_agg(m.pipeline_id order by m.id) into v_runs, v_pipelines from made m;
  if v_runs is null then return; end if;
  perform trunkline.arm_waits(v_runs, array_fill(-1, array[cardinality(v_runs)]));
  perform trunkline.wake_for_runs(v_runs, array['p', 't']);
  return query select * from unnest(v_pipelines, v_runs);
end $$;
