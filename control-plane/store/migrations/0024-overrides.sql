-- What people changed of one run by hand: gates that they opened, values that they gave. Definitions stay as they are.

create table trunkline.override (
  id          bigint primary key generated always as identity,
  run_id      bigint not null,
  idx         int not null,                        -- -1: of the run
  kind        text not null check (kind in ('ignore', 'param', 'env', 'runsOn')),
  name        text not null,                       -- what is ignored, such as `time`; the parameter or variable; '' of runsOn
  value       jsonb,                               -- what it is in this run; null of what is ignored
  actor       text not null,
  reason      text not null,
  at          timestamptz not null default now(),
  reviewed_by text,                                -- who looked at it afterwards
  reviewed_at timestamptz,
  constraint override_reviewed check ((reviewed_by is null) = (reviewed_at is null)),
  constraint override_value check ((kind = 'ignore') = (value is null))
);
create index override_of_run on trunkline.override (run_id, idx);
create index override_open on trunkline.override (id) where reviewed_at is null;
