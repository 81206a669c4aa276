-- The name of a task of a run, for people: as core/for-each.ts has it.
create or replace function trunkline.task_name(p_spec json, p_idx int) returns text
language sql immutable parallel safe
as $$
  select p_spec #>> array['tasks', trunkline.declared_place(p_idx)::text, 'name'] ||
         case when p_idx >= 32768 then '[' || (p_idx & 32767) || ']' else '' end
$$;
