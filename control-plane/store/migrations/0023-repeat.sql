-- Tasks that are executed again and again in one run.

alter table trunkline.task_run
  add column iteration int,                        -- of a repeating task, from its second on; null: the first
  add column due_at timestamptz;                   -- when that iteration is to begin; null: at once
alter table trunkline.attempt
  add column iteration int,                        -- as of its task then
  add column state trunkline.task_state,           -- of one that ended an iteration; null: a further attempt of it followed
  add column outputs jsonb;                        -- likewise
