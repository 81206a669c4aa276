-- Makes the days of `log_chunk` that are missing, from today on; their names. A day of which the default partition has
-- rows already stays there. Called by one server at a time.
create or replace function trunkline.make_log_partitions(p_days int) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms'
as $$
declare
  v_day date;
  v_name text;
  v_made text[] := '{}';
begin
  for v_day in
    select d::date from generate_series((now() at time zone 'utc')::date, (now() at time zone 'utc')::date + p_days, interval '1 day') d
     where not exists (select from trunkline.partitions_of('trunkline.log_chunk') p
                        where p.upper is not null and d::date < p.upper::date and (p.lower is null or d::date >= p.lower::date))
       and not exists (select from trunkline.log_chunk_rest c where c.day = d::date)
  loop
    v_name := format('log_chunk_%s', to_char(v_day, 'YYYYMMDD'));
    execute format('create table trunkline.%I (like trunkline.log_chunk including all)', v_name);
    execute format('alter table trunkline.log_chunk attach partition trunkline.%I for values from (%L) to (%L)', v_name, v_day, v_day + 1);
    v_made := v_made || v_name;
  end loop;
  return v_made;
end $$;
