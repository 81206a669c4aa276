-- Makes the next runs of backfills, up to their own number at a time and within their pipelines' limits, and finishes
-- those whose last run has ended. Looks at unfinished backfills and their unfinished runs only. Returns how many are left.
create or replace function trunkline.advance_backfills() returns int
language plpgsql
as $$
#variable_conflict use_column
declare
  v_backfill record;
  v_max int;
  v_over text;
  v_active int;
  v_free int;
begin
  -- What has nothing to do is not locked: a long backfill would write its row ten times a second.
  for v_backfill in
    select b.* from trunkline.backfill b
     where b.state = 'running'
       and (select count(*) from trunkline.run r where r.backfill_id = b.id and r.finished_at is null)
           < case when b.made < b.total then b.runs else 1 end
     order by b.id for update skip locked
  loop
    -- The lock of admissions: a place that is counted free stays free.
    select p.max_runs, case when p.removed_at is not null then 'the pipeline was removed'
                            when not p.makes_runs then 'its wave went to the stage ' || p.stage end into v_max, v_over
      from trunkline.pipeline p where p.id = v_backfill.pipeline_id for update;
    if v_over is not null then
      update trunkline.backfill set state = 'cancelled', note = v_over, finished_at = now()
       where id = v_backfill.id;
      continue;
    end if;
    select count(*) into v_active from trunkline.run r where r.backfill_id = v_backfill.id and r.finished_at is null;
    v_free := least(v_backfill.runs - v_active, v_backfill.total - v_backfill.made);
    if v_max is not null then
      select least(v_free, v_max - count(*)) into v_free
        from trunkline.run r where r.pipeline_id = v_backfill.pipeline_id and r.finished_at is null and r.trigger_kind <> 'shadow';
    end if;
    if v_free > 0 then
      with made as (
        select c.run_id, c.slot
          from (select array_agg(v_backfill.pipeline_id order by s.ordinal) as pipelines, array_agg(s.slot order by s.ordinal) as slots,
                       array_agg(s.business_date order by s.ordinal) as dates, array_agg(s.due_at order by s.ordinal) as dues,
                       array_agg(null::text) as reasons
                  from trunkline.backfill_slot s
                 where s.backfill_id = v_backfill.id and s.ordinal between v_backfill.made + 1 and v_backfill.made + v_free) n
         cross join lateral trunkline.create_runs(n.pipelines, n.slots, n.dates, n.dues, n.reasons, 'backfill',
                                                  v_backfill.params, v_backfill.actor, null) c)
      update trunkline.backfill_slot s set run_id = m.run_id
        from made m where s.backfill_id = v_backfill.id and s.slot = m.slot
         and s.ordinal between v_backfill.made + 1 and v_backfill.made + v_free;
      update trunkline.backfill set made = made + v_free where id = v_backfill.id;
    elsif v_active = 0 and v_backfill.made = v_backfill.total then
      update trunkline.backfill set state = 'finished', finished_at = now() where id = v_backfill.id;
    end if;
  end loop;
  return (select count(*) from trunkline.backfill where state = 'running');
end $$;
