-- Has the triggers judged that a change may make due, in the transaction that writes it: `core/conditions/question.ts` has the same keys.
-- p_date: '' for a change without one. p_source: what a trigger with `per: run` counts; null: what went away, which none of those follows.
create or replace function trunkline.wake_triggers(p_key text[], p_date text[], p_source text[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.after_check (pipeline_id, ordinal, date, source)
  select distinct k.pipeline_id, k.ordinal, x.date, case when k.per_run then x.source else '' end
    from unnest(p_key, p_date, p_source) x(key, date, source)
    join trunkline.after_key k on k.key = x.key and (x.source is not null or not k.per_run)
   order by 1, 2, 3, 4
  -- An update and not nothing: it holds the row, so that no judgement takes it before this change is to be seen.
  on conflict (pipeline_id, ordinal, date, source) do update set source = excluded.source;
  if found then perform pg_notify('trunkline_wait', ''); end if;
end $$;
