-- The place in the spec of a task, or of the one whose instance it is (core/for-each.ts). Inlined by the planner.
create or replace function trunkline.declared_place(p_idx int) returns int
language sql immutable parallel safe
as $$ select case when p_idx >= 32768 then (p_idx >> 15) - 1 else p_idx end $$;
