-- Has the deadlines of runs judged again, in the transaction of what changed; of runs that are not watched nothing comes.
create or replace function trunkline.look_at_deadlines(p_runs bigint[]) returns void
language plpgsql
as $$
begin
  insert into trunkline.deadline_check (run_id)
  select w.run_id from trunkline.run_watch w where w.run_id = any (p_runs);
  if found then perform pg_notify('trunkline_deadline', ''); end if;
end $$;
