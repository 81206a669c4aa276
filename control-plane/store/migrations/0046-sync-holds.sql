-- Projects that stay at a revision while their branch goes on.

create table trunkline.sync_hold (
  project_id int primary key references trunkline.project,
  commit_oid text,                                 -- what is deployed meanwhile; null: what was when it began
  actor      text not null,
  reason     text not null,
  since      timestamptz not null default now(),
  until      timestamptz                           -- it ends by itself
);
