-- Runs that attempts started in other systems. They outlive a worker: the next attempt adopts what is not over.

create table trunkline.external_run (
  run_id   bigint not null,
  idx      int not null,
  attempt  int not null,                 -- the one that submitted it
  external jsonb not null,               -- where to ask for it and where to end it; no secrets
  over     boolean not null default false,
  at       timestamptz not null default now(),
  primary key (run_id, idx, attempt)
);
