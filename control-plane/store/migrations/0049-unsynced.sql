-- Since when a project is not Synced: what waits for long is to be seen.
alter table trunkline.project add column unsynced_at timestamptz;
