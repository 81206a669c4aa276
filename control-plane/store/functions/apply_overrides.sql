-- Has tasks of a run that have not started take notice of what people gave them: an attempt reads it when it starts, never
-- inline, and a task that is to run elsewhere waits for workers there. Costs one look where nobody gave anything.
create or replace function trunkline.apply_overrides(p_run bigint, p_idx int[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_moved int[];
begin
  if not exists (select from trunkline.override o where o.run_id = p_run and o.kind <> 'ignore') then return; end if;
  with given as materialized (
    select t.idx, t.state, t.route,
           (select x.id from trunkline.override o
              join trunkline.route x on x.labels = array(select jsonb_array_elements_text(o.value))
             where o.run_id = p_run and o.kind = 'runsOn' and o.idx in (-1, t.idx, trunkline.declared_place(t.idx)) order by o.id desc limit 1) as other
      from trunkline.task_run t
     where t.run_id = p_run and t.idx = any (p_idx) and t.state in ('waiting', 'ready')
       and exists (select from trunkline.override o where o.run_id = p_run and o.kind <> 'ignore'
                      and o.idx in (-1, t.idx, trunkline.declared_place(t.idx)))),
  told as (
    update trunkline.task_run t set overridden = true, gated = true, route = coalesce(g.other, g.route)
      from given g where t.run_id = p_run and t.idx = g.idx)
  select array_agg(g.idx) into v_moved from given g where g.state = 'ready' and g.other <> g.route;
  -- Their entries in the queue of the former route stay; no worker there may claim them.
  if v_moved is not null then
    perform trunkline.set_aside(array_fill(p_run, array[cardinality(v_moved)]), v_moved);
  end if;
end $$;
