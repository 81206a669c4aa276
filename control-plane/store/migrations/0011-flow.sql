-- How tasks of a run follow each other.

alter table trunkline.attempt add column rule int;   -- of `on`, whose retry followed it; null: the task's own retry
