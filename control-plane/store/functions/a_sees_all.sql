-- What the transaction of a request may see (as-reader.ts): all, or the pipelines of some classes; nothing where it says nothing.
create or replace function trunkline.sees_all() returns boolean
language sql stable parallel safe
as $$ select coalesce(current_setting('trunkline.classes', true) = 'all', false) $$;

create or replace function trunkline.seen_classes() returns int[]
language sql stable parallel safe
as $$ select coalesce(nullif(nullif(current_setting('trunkline.classes', true), ''), 'all'), '{}')::int[] $$;
