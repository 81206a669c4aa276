-- A control repository whose newest commit lacks signatures or approvals: it is held, and what is registered stays.
alter table trunkline.control
  add column held_commit text,  -- the tip that was judged; null: nothing is held
  add column held_reason text;

-- When a commit of a control repository was first seen, as commit_seen has it for projects: keys are judged as of then.
create table trunkline.control_commit_seen (
  control_id int not null references trunkline.control,
  commit_oid text not null,
  seen_at    timestamptz not null default clock_timestamp(),
  primary key (control_id, commit_oid)
);
