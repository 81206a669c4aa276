-- Partitions of a table with their bounds as text: null for what the default one and MINVALUE leave open.
create or replace function trunkline.partitions_of(p_parent regclass)
returns table (name regclass, lower text, upper text)
language sql stable as $$
  select c.oid::regclass, nullif(b[1], 'MINVALUE'), b[2]
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    left join lateral regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''?([^'')]*)''?\) TO \(''?([^'')]*)''?\)') b on true
   where i.inhparent = p_parent
$$;
