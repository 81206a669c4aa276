-- Makes these the declarations of a project, and those in p_removed none any more, which runs that name them go on using.
create or replace function trunkline.declare_pools(
  p_project int, p_name text[], p_kind text[], p_global boolean[], p_units int[], p_per_ms bigint[], p_description text[],
  p_removed text[])
returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  v_pools int[];
begin
  select array_agg(d.pool_id) into v_pools from trunkline.pool_declaration d
   where d.project_id = p_project and d.name = any (p_name || p_removed);
  update trunkline.pool_declaration d set removed_at = now()
   where d.project_id = p_project and d.name = any (p_removed);
  insert into trunkline.pool (project_id, name, kind, units, per_ms)
  select case when not x.is_global then p_project end, x.name, x.kind, x.units, x.per_ms
    from unnest(p_name, p_kind, p_global, p_units, p_per_ms) x(name, kind, is_global, units, per_ms) order by x.name
  on conflict on constraint pool_name do nothing;
  insert into trunkline.pool_declaration (project_id, name, pool_id, units, per_ms, description)
  select p_project, x.name, p.id, x.units, x.per_ms, x.description
    from unnest(p_name, p_kind, p_global, p_units, p_per_ms, p_description) x(name, kind, is_global, units, per_ms, description)
    join trunkline.pool p on p.name = x.name and p.kind = x.kind
                         and p.project_id is not distinct from case when not x.is_global then p_project end
  on conflict (project_id, name) do update
    set pool_id = excluded.pool_id, units = excluded.units, per_ms = excluded.per_ms,
        description = excluded.description, removed_at = null;
  select v_pools || array_agg(d.pool_id) into v_pools from trunkline.pool_declaration d
   where d.project_id = p_project and d.name = any (p_name);
  -- Of a global pool the strictest declaration holds; one that nobody declares any more keeps its last total.
  update trunkline.pool p set units = d.units, per_ms = d.per_ms
    from (select distinct on (x.pool_id) x.pool_id, x.units, x.per_ms from trunkline.pool_declaration x
           where x.pool_id = any (v_pools) and x.removed_at is null
           order by x.pool_id, x.units::numeric / coalesce(x.per_ms, 1), x.units) d
   where p.id = d.pool_id and (p.units, p.per_ms) is distinct from (d.units, d.per_ms);
  perform trunkline.check_pools(v_pools);
end $$;
