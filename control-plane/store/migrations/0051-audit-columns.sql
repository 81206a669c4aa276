-- What the record of an act says beside who did what: by what right of being known (null: from before this was recorded),
-- why, in which request, and of which commit.
alter table trunkline.audit
  add column kind       text check (kind in ('user', 'robot', 'run', 'local', 'system')),
  add column reason     text,
  add column request_id text,
  add column revision   text;
