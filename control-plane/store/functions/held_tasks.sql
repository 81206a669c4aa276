-- Which of some tasks (idx -1: the run itself) are held, and how: the strictest hold that applies.
create or replace function trunkline.held_tasks(p_run bigint[], p_idx int[])
returns table (run_id bigint, idx int, mode text)
language sql stable
as $$
  with asked as materialized (
    select x.run_id, x.idx, r.pipeline_id, r.pipeline_revision_id
      from unnest(p_run, p_idx) x(run_id, idx) join trunkline.run r on r.id = x.run_id),
  live as materialized (
    select h.* from trunkline.hold h where h.until is null or h.until > now()),
  named as materialized (   -- the spec is read only where a hold names a task
    select v.id, t.n::int - 1 as idx, t.task ->> 'name' as name, t.task ->> 'group' as declared
      from (select distinct a.pipeline_revision_id as id from asked a
              join live h on h.task is not null and (h.run_id = a.run_id or h.pipeline_id = a.pipeline_id)) d
      join trunkline.pipeline_revision v using (id)
     cross join lateral json_array_elements(v.spec::json -> 'tasks') with ordinality t(task, n))
  select a.run_id, a.idx, min(h.mode)
    from asked a
    join live h on h.run_id = a.run_id or h.pipeline_id = a.pipeline_id
    left join named n on n.id = a.pipeline_revision_id and n.idx = trunkline.declared_place(a.idx)
   where (h.task is null or h.task in (n.name, n.declared) or a.idx >= 32768 and h.task = n.name || '[' || (a.idx & 32767) || ']')
     -- Somebody let it start nevertheless: it, or the whole run that is held as a whole.
     and not exists (select from trunkline.override o
                      where o.run_id = a.run_id and o.name = 'hold' and o.at >= h.since
                        and (o.idx in (a.idx, trunkline.declared_place(a.idx)) or o.idx = -1 and h.task is null))
   group by 1, 2
$$;
