-- Hands ready tasks to the queue. What is held waits instead; while nothing is, that costs one look at an empty table.
create or replace function trunkline.enqueue(p_jobs graphile_worker.job_spec[]) returns void
language plpgsql
as $$
#variable_conflict use_column
declare
  h_run bigint[]; h_idx int[];
begin
  if exists (select from trunkline.hold) then
    select array_agg(h.run_id), array_agg(h.idx) into h_run, h_idx
      from trunkline.held_tasks(array(select (j.payload ->> 'r')::bigint from unnest(p_jobs) j),
                                array(select (j.payload ->> 'i')::int from unnest(p_jobs) j)) h
     where h.mode <> 'noexec';
    if h_run is not null then
      perform trunkline.set_aside(h_run, h_idx);
      p_jobs := array(
        select j from unnest(p_jobs) j
         where ((j.payload ->> 'r')::bigint, (j.payload ->> 'i')::int) not in (select * from unnest(h_run, h_idx)));
    end if;
  end if;
  if cardinality(p_jobs) > 0 then perform graphile_worker.add_jobs(p_jobs); end if;
end $$;
