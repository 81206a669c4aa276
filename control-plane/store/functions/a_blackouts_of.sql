-- Blackouts of deployed pipelines that are or are to come, by the tags that are deployed.
create or replace function trunkline.blackouts_of(p_pipelines int[])
returns table (pipeline_id int, blackout trunkline.blackout)
language sql stable
as $$
  select p.id, b
    from trunkline.blackout b
    join trunkline.pipeline p on p.id = any (p_pipelines) and (b.pipeline is null or b.pipeline = p.name)
    join trunkline.project j on j.id = p.project_id and (b.project is null or b.project = j.name)
    join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
     and (b.tags = '{}' or (v.spec::json -> 'tags')::jsonb @> b.tags)
   where b.to_at > now()
$$;
