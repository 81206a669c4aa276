-- Where this database is, so that a restored copy of it is known for one: the original, too, may still be at work.
create table trunkline.instance (
  one          boolean primary key default true check (one),
  system_id    text,                               -- of the Postgres cluster; null where it may not be read
  database_oid bigint not null,
  place        text,                               -- of the files of the embedded Postgres
  since        timestamptz not null default now(),
  restored_at  timestamptz,                        -- found to be a copy: nothing starts until it is released
  reason       text,                               -- by what
  constraint instance_restored check ((restored_at is null) = (reason is null))
);
