-- Whether new runs of a pipeline may not start now.
create or replace function trunkline.keeps_runs(p_pipeline int) returns boolean
language sql stable
as $$
  select exists (select from trunkline.hold h
                  where h.pipeline_id = p_pipeline and h.task is null and h.mode = 'hold' and (h.until is null or h.until > now()))
      or exists (select from trunkline.blackouts_of(array[p_pipeline]) b where (b.blackout).from_at <= now())
$$;
