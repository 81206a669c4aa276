-- The file that says what is wrong with a deployed pipeline: its own, or the one in error that is to go on in its place.
create or replace function trunkline.spec_file(p_project int, p_name text, p_file text) returns text
language sql stable
as $$
  select coalesce(
    (select s.path from trunkline.pipeline_source s
      where s.project_id = p_project and s.renamed_from <> '{}' and s.broken and p_name = any (s.renamed_from)
      order by s.path limit 1),
    p_file)
$$;
