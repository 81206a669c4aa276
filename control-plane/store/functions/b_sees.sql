-- Whether a row that follows one of these is seen. Each asks as who asks: the policies of the tables named here answer. In
-- plpgsql, whose plans are kept: an expression in the policy would now and then be planned as a hash of all runs.
create or replace function trunkline.sees_pipeline(p_pipeline int) returns boolean
language plpgsql stable parallel safe
as $$ begin return exists (select from trunkline.pipeline p where p.id = p_pipeline); end $$;

create or replace function trunkline.sees_run(p_run bigint) returns boolean
language plpgsql stable parallel safe
as $$ begin return exists (select from trunkline.run r where r.id = p_run); end $$;

create or replace function trunkline.sees_backfill(p_backfill int) returns boolean
language plpgsql stable parallel safe
as $$ begin return exists (select from trunkline.backfill b where b.id = p_backfill); end $$;

-- A spec is stored once for all pipelines that have it: who sees one of them may read it.
create or replace function trunkline.sees_spec(p_revision int) returns boolean
language plpgsql stable parallel safe
as $$
begin
  return exists (select from trunkline.deployment d where d.pipeline_revision_id = p_revision)
      or exists (select from trunkline.break_glass b where p_revision in (b.pipeline_revision_id, b.deployed_revision));
end $$;

-- Of a file or of a rule that names a pipeline, also one that is gone. Null names every project's.
create or replace function trunkline.sees_name(p_project text, p_pipeline text) returns boolean
language plpgsql stable parallel safe
as $$
begin
  return exists (select from trunkline.pipeline p join trunkline.project j on j.id = p.project_id
                  where p.name = p_pipeline and (p_project is null or j.name = p_project));
end $$;
