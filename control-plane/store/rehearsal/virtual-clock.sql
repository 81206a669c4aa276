-- A clock that stands where it was put. On the path before pg_catalog, it is what every `now()` and `clock_timestamp()` of
-- a database means that is migrated after it: those of functions, of column defaults and of queries.
create schema rehearsal;
create function rehearsal.now() returns timestamptz language sql stable
as $$ select current_setting('rehearsal.now')::timestamptz $$;
create function rehearsal.clock_timestamp() returns timestamptz language sql stable
as $$ select current_setting('rehearsal.now')::timestamptz $$;
