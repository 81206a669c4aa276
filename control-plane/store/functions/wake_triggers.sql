-- Has `after` triggers judged: p_key names what changed, p_date its business date ('' for none), p_source what counts
-- as one of its changes.
create or replace function trunkline.wake_triggers(p_key text[], p_date text[], p_source text[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.after_check (pipeline_id, ordinal, date, source)
  select distinct k.pipeline_id, k.ordinal, x.date, case when k.per_run then x.source else '' end
    from unnest(p_key, p_date, p_source) x(key, date, source)
    join trunkline.after_key k on k.key = x.key
   order by 1, 2, 3, 4
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (pipeline_id, ordinal, date, source) do update set source = excluded.source;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
