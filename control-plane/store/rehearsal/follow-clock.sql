-- Functions that name where they look for others would find the real clock there.
do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_proc p where p.pronamespace = 'trunkline'::regnamespace and p.proconfig is not null
  loop
    execute format('alter function %s reset search_path', v_function);
  end loop;
end $$;
