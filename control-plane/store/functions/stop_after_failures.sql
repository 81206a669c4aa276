-- Fail-fast: what the failures of some tasks stop, by run and place. Costs one look at the spec of each failure.
create or replace function trunkline.stop_after_failures(p_run bigint[], p_idx int[], p_revision int[], p_failed int[])
returns table (run_id bigint, idx int, pipeline_revision_id int)
language plpgsql
as $$
#variable_conflict use_column
begin
  return query
  select f.run_id, s.idx, s.pipeline_revision_id
    from (select distinct on (f.run_id, st.stop_from) f.run_id, f.idx, st.stop_from, st.stop_to
            from unnest(p_run, p_idx, p_revision, p_failed) f(run_id, idx, revision, failed)
            join trunkline.spec_task st on st.pipeline_revision_id = f.revision and st.idx = trunkline.declared_place(f.idx)
           where f.failed = 1 and st.stop_from is not null
           order by 1, 3) f
   cross join lateral trunkline.stop_tasks(f.run_id, f.stop_from, f.stop_to, 'stopped: another task failed') s;
end $$;
