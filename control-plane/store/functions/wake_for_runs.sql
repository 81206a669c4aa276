-- Wakes whoever waits for pipelines whose runs changed ('p' for runs that started or ended, 't' for tasks), and has the
-- triggers that follow them judged, also by names that they had. Runs in shadow are nothing to anybody. Costs two looks at empty tables while nobody does.
create or replace function trunkline.wake_for_runs(p_runs bigint[], p_grains text[]) returns void
language plpgsql
as $$
begin
  if exists (select from trunkline.after_key) then
    perform trunkline.wake_triggers(array_agg(g || ':' || j.name || '/' || n), array_agg(r.business_date::text), array_agg(r.id::text))
       from trunkline.run r
       join trunkline.pipeline p on p.id = r.pipeline_id
       join trunkline.project j on j.id = p.project_id
      cross join unnest(p_grains) g
      cross join unnest(p.name || p.former_names) n
      where r.id = any (p_runs) and r.trigger_kind <> 'shadow';
  end if;
  if not exists (select from trunkline.wait_key) then return; end if;
  perform trunkline.wake_waits(array(
    select g || ':' || j.name || '/' || n || suffix
      from (select distinct r.pipeline_id, r.business_date from trunkline.run r where r.id = any (p_runs) and r.trigger_kind <> 'shadow') r
      join trunkline.pipeline p on p.id = r.pipeline_id
      join trunkline.project j on j.id = p.project_id
     cross join unnest(p_grains) g
     cross join unnest(p.name || p.former_names) n
     cross join unnest(array['', ':' || r.business_date]) suffix
    union all
    -- Tasks of the run itself that wait for others of it.
    select distinct 'r:' || r from unnest(p_runs) r where 't' = any (p_grains)));
end $$;
