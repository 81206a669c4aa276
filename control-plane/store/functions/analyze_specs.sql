-- Looks at what the planner knows of pipelines and runs. Only the owner of a table may.
create or replace function trunkline.analyze_specs() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  analyze trunkline.spec_task, trunkline.pipeline, trunkline.run;
end $$;
