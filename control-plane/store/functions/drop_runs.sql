-- Forgets runs that ended before an instant, of the next p_limit after an id; how many went, and the id to go on from
-- (null: all that are old enough were looked at). Rows of `task_run` go with their partition, those of output with their day.
-- Never goes: what has not ended or has a generation that is kept; the newest runs of a pipeline (what "latest ever"
-- asks for, last ends, and what durations are learned from); a date that p_asked says somebody asks for; what holds
-- units, is held, waits, is being exported or judged; runs of a backfill that goes on, or of a run's task that does.
create or replace function trunkline.drop_runs(
  p_before timestamptz, p_after bigint, p_limit int, p_asked_pipelines int[], p_asked_dates date[])
returns table (dropped int, next bigint)
language plpgsql
set jit = off
as $$
#variable_conflict use_column
declare
  v_ids bigint[];
  v_next bigint;
  v_old boolean;
begin
  select max(b.id), coalesce(min(b.created_at) < p_before, false) into v_next, v_old
    from (select r.id, r.created_at from trunkline.run r where r.id > p_after order by r.id limit p_limit) b;
  if not v_old then return query select 0, null::bigint; return; end if;

  with slots as materialized (
    select distinct r.pipeline_id, r.slot from trunkline.run r
     where r.id > p_after and r.id <= v_next and r.finished_at < p_before),
  -- All generations, also those of other pages: what keeps one of them keeps all, so that none is left that counts from two.
  generation as materialized (
    select r.id, r.pipeline_id, r.slot, r.state, r.finished_at, r.trigger_kind = 'shadow' as in_shadow,
           coalesce(r.finished_at < p_before, false)
           and coalesce(r.export_claimed_until < now(), true)
           and (r.pipeline_id, r.business_date) not in (select * from unnest(p_asked_pipelines, p_asked_dates))
           and not exists (select from trunkline.backfill b where b.id = r.backfill_id and b.finished_at is null)
           and not exists (select from trunkline.pool_hold h where h.run_id = r.id)
           and not exists (select from trunkline.hold h where h.run_id = r.id)
           and not exists (select from trunkline.wait w where w.run_id = r.id)
           and not exists (select from trunkline.run p where p.id = r.parent_run and p.finished_at is null)
           and not exists (select from trunkline.run_watch w where w.run_id = r.id)
           and not exists (select from trunkline.after_check c where c.source = r.id::text) as old
      from slots s join trunkline.run r on r.pipeline_id = s.pipeline_id and r.slot = s.slot),
  newest as materialized (
    select p.id as pipeline_id, n.id, n.slot, n.state, n.finished_at
      from (select distinct s.pipeline_id as id from slots s) p
     cross join lateral (
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.started_at is not null and x.trigger_kind <> 'shadow' order by x.id desc limit 30)
       union all
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.state in ('succeeded', 'failed') and x.started_at is not null and x.trigger_kind <> 'shadow' order by x.id desc limit 30)
       union all
       (select x.id, x.slot, x.state, x.finished_at from trunkline.run x
         where x.pipeline_id = p.id and x.state <> 'skipped' and x.trigger_kind <> 'shadow' order by x.id desc limit 1)) n),
  ends as materialized (select n.pipeline_id, max(n.finished_at) as at from newest n group by 1),
  free as (
    select g.pipeline_id, g.slot, array_agg(g.id) as ids
      from generation g
      left join ends e on e.pipeline_id = g.pipeline_id
     where not exists (select from newest n where n.pipeline_id = g.pipeline_id and n.slot = g.slot)
     group by 1, 2
    having bool_and(g.old and coalesce(g.state = 'skipped' or g.in_shadow or g.finished_at <= e.at, false)))
  select array_agg(i.id) into v_ids from free f cross join unnest(f.ids) i(id);
  if v_ids is not null then
    delete from trunkline.attempt x where x.run_id = any (v_ids);
    delete from trunkline.run_grant x where x.run_id = any (v_ids);
    delete from trunkline.run_output x where x.run_id = any (v_ids);
    delete from trunkline.check_result x where x.run_id = any (v_ids);
    delete from trunkline.external_run x where x.run_id = any (v_ids);
    delete from trunkline.approval x where x.run_id = any (v_ids);
    delete from trunkline.vote x where x.run_id = any (v_ids);
    delete from trunkline.mark x where x.run_id = any (v_ids);
    delete from trunkline.override x where x.run_id = any (v_ids);
    delete from trunkline.run_deadline x where x.run_id = any (v_ids);
    -- A trigger that counts runs names ids, which never come again; one that counts dates must know the date for ever.
    insert into trunkline.past_slot (pipeline_id, slot)
    select r.pipeline_id, r.slot from trunkline.run r
     where r.id = any (v_ids) and r.slot ~ '^a:\d+:\d{4}-\d\d-\d\d$'
    on conflict do nothing;
    delete from trunkline.run r where r.id = any (v_ids);
  end if;
  return query select coalesce(cardinality(v_ids), 0), v_next;
end $$;
