-- Who may read a project by conditions: names and patterns of other projects, as its deployed `trunkline.yaml` says.
alter table trunkline.project add column readable_by text[] not null default '{}';
