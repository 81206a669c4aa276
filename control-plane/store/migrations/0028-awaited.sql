-- Which pipelines the conditions of deployed pipelines ask about; kept by apply. A plan that takes one away looks here.

create table trunkline.awaited (
  project     text collate "C" not null,
  pipeline    text collate "C" not null,
  task        text not null,                         -- '': its run as a whole
  pipeline_id int not null references trunkline.pipeline, -- the one that asks
  primary key (project, pipeline, task, pipeline_id)
);
create index awaited_of on trunkline.awaited (pipeline_id);

insert into trunkline.awaited (project, pipeline, task, pipeline_id)
select distinct coalesce(f ->> 'project', j.name), f ->> 'pipeline', coalesce(f ->> 'task', ''), p.id
  from trunkline.pipeline p
  join trunkline.project j on j.id = p.project_id
  join trunkline.pipeline_revision v on v.id = p.pipeline_revision_id
 cross join jsonb_path_query(v.spec::jsonb, 'strict $.** ? (@.kind == "run" && exists (@.pipeline))') f
 where p.removed_at is null;
