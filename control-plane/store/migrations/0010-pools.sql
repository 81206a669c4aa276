-- What tasks share: units of pools, locks and rates; who has them and who waits for them.

create table trunkline.pool (
  id         int primary key generated always as identity,
  project_id int references trunkline.project,     -- null: all projects that declare it `global`
  name       text not null,
  kind       text not null check (kind in ('units', 'lock', 'rate')),
  units      int not null check (units > 0),        -- the smallest total of its declarations
  per_ms     bigint check (per_ms > 0),             -- of a rate: `units` within any such time
  next_at    timestamptz,                           -- when time alone may let somebody have something of it
  constraint pool_rate check ((kind = 'rate') = (per_ms is not null)),
  constraint pool_name unique nulls not distinct (project_id, name, kind)
);
create index pool_next on trunkline.pool (next_at) where next_at is not null;

-- What a project means by a name. It stays when `pools.yaml` has it no more: runs that are pinned to it keep to it.
create table trunkline.pool_declaration (
  project_id  int not null references trunkline.project,
  name        text not null,
  pool_id     int not null references trunkline.pool,
  units       int not null,
  per_ms      bigint,
  description text,
  removed_at  timestamptz,
  primary key (project_id, name)
);
create index pool_declaration_of on trunkline.pool_declaration (pool_id);

-- Who has units. Rows come under the grant lock alone and go with the end of the attempt, so their sum needs no counter.
create table trunkline.pool_hold (
  pool_id int not null,
  run_id  bigint not null,
  idx     int not null,
  units   int not null check (units > 0),
  keep    boolean not null,                         -- stays when the task fails
  kept    boolean not null default false,           -- the task failed: a rerun of it takes them over
  since   timestamptz not null default now(),
  primary key (run_id, idx, pool_id)
);
create index pool_hold_of on trunkline.pool_hold (pool_id) include (units);

-- Who waits for units when everything else holds, in the order of rank: when the wait began, earlier by a minute for
-- each point of priority. Waiting thus counts for a point a minute, and the order never changes.
create table trunkline.pool_wait (
  pool_id int not null,
  rank    timestamptz not null,
  run_id  bigint not null,
  idx     int not null,
  units   int not null check (units > 0),
  keep    boolean not null,
  since   timestamptz not null default now(),
  primary key (pool_id, rank, run_id, idx)
);
create index pool_wait_of on trunkline.pool_wait (run_id, idx);

-- What was taken of rates; older than `per_ms` it counts no more.
create table trunkline.pool_take (
  pool_id int not null,
  at      timestamptz not null default clock_timestamp(),  -- the grant lock may have been waited for
  units   int not null
);
create index pool_take_of on trunkline.pool_take (pool_id, at);

-- Pools that may serve somebody. Without a key: two ends must not wait for each other here.
create table trunkline.pool_check (
  id      bigint primary key generated always as identity,
  pool_id int not null
);
