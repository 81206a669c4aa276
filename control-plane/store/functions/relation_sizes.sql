-- What each table takes, with its indexes: [{name, bytes, rows}], rows as the statistics collector counts them, since
-- estimates of the planner are pinned. Parts of one table count as one.
create or replace function trunkline.relation_sizes() returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'bytes', s.bytes, 'rows', s.rows) order by s.name), '[]')
    from (select coalesce(p.relname, c.relname) as name, sum(pg_total_relation_size(c.oid))::bigint as bytes,
                 sum(coalesce(pg_stat_get_live_tuples(c.oid), 0))::bigint as rows
            from pg_class c
            left join pg_inherits i on i.inhrelid = c.oid
            left join pg_class p on p.oid = i.inhparent
           where c.relkind = 'r' and (c.relnamespace = 'trunkline'::regnamespace or c.oid = 'graphile_worker._private_jobs'::regclass)
           group by 1) s
$$;
