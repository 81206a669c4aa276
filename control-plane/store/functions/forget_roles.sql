-- Takes away what roles of another database have in this one: it was renamed, or is a copy. What they own here the engine's
-- next walls take over.
create or replace function trunkline.forget_roles(p_roles text[]) returns void
language plpgsql
as $$
declare
  v_role text;
begin
  for v_role in select r.rolname from pg_roles r where r.rolname = any (p_roles) loop
    execute format('reassign owned by %I to current_user', v_role);
    execute format('drop owned by %I', v_role);
  end loop;
end $$;
