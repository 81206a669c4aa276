-- The name of a task of a run, by the revision that the run is pinned to.
create or replace function trunkline.task_of_run(p_run bigint, p_idx int) returns text
language sql stable
as $$
  select trunkline.task_name(v.spec::json, p_idx)
    from trunkline.run r join trunkline.pipeline_revision v on v.id = r.pipeline_revision_id where r.id = p_run
$$;
