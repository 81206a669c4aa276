-- Approvals of tasks: that they were asked for, and what people answered.

create table trunkline.approval (
  run_id   bigint not null,
  idx      int not null,
  asked_at timestamptz not null default now(),     -- when the task came to it: its deadline counts from here
  primary key (run_id, idx)
);

create table trunkline.vote (
  run_id   bigint not null,
  idx      int not null,
  actor    text not null,
  approved boolean not null,                       -- false: rejected
  reason   text,
  at       timestamptz not null default now(),
  primary key (run_id, idx, actor)
);
