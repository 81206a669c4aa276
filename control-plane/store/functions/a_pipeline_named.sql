-- The deployed pipeline of a name, or else the one that was called so: what waits for a pipeline goes on when it is renamed.
create or replace function trunkline.pipeline_named(p_project int, p_name text) returns int
language sql stable
as $$
  select coalesce(
    (select p.id from trunkline.pipeline p where p.project_id = p_project and p.name = p_name and p.removed_at is null),
    (select p.id from trunkline.pipeline p
      where p.project_id = p_project and p.removed_at is null and p.former_names <> '{}' and p_name = any (p.former_names)
      order by p.id desc limit 1))
$$;
