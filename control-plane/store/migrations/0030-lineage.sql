-- Which deployed pipelines write and read assets, and which update of each a task read; the first two are kept by apply.

-- Null: an update keeps the asset fresh for ever.
alter table trunkline.asset_writer alter column fresh_ms drop not null;

insert into trunkline.asset_writer (name, pipeline_id)
select distinct e ->> 'asset', p.id
  from trunkline.pipeline p
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 cross join jsonb_path_query(v.spec::jsonb, '$.tasks[*].effects[*] ? (@.kind == "update")') e
 where p.removed_at is null
on conflict do nothing;

create table trunkline.asset_reader (
  name        text collate "C" not null,
  pipeline_id int not null,
  primary key (name, pipeline_id)
);
create index asset_reader_of on trunkline.asset_reader (pipeline_id);

-- [{asset, at, date, run, project}] of the newest attempt: the newest update of each when it began; at is null where there was none.
alter table trunkline.task_run add column reads jsonb;
