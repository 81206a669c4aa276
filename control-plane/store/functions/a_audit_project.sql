-- The project that an act is about, or null: of a subject that begins with its name, or that is a run or a backfill.
create or replace function trunkline.audit_project(p_act text, p_subject text) returns text
language sql stable
as $$
  select coalesce(
    (select j.name from trunkline.project j where j.name = split_part(p_subject, '/', 1)),
    case when p_subject ~ '^(backfill )?\d{1,18}$' and p_act not in ('blackout', 'blackout-end') and p_act not like 'break-glass%' then
      (select j.name from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
        where p.id = case when p_subject like 'backfill %'
                          then (select b.pipeline_id from trunkline.backfill b where b.id = split_part(p_subject, ' ', 2)::bigint)
                          else (select r.pipeline_id from trunkline.run r where r.id = p_subject::bigint) end)
    end)
$$;
