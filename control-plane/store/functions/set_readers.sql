-- Says who may read a project by conditions, and has everything judged that waits for something of it. What the right
-- lets hold now was kept back only by the lack of it, and what waits has its keys whether it may read or not.
create or replace function trunkline.set_readers(p_project int, p_patterns text[]) returns void
language plpgsql
as $$
declare
  v_name text;
begin
  update trunkline.project set readable_by = p_patterns where id = p_project returning name into v_name;
  -- `0` is the character after `/`.
  perform trunkline.wake_range(
    array(select g || v_name || '/' from unnest(array['p:', 't:', 'e:', 'v:']) g),
    array(select g || v_name || '0' from unnest(array['p:', 't:', 'e:', 'v:']) g));
end $$;
