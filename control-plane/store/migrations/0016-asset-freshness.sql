-- How long an update keeps an asset fresh, by the deployed pipelines that write it; kept by apply.

create table trunkline.asset_writer (
  name        text collate "C" not null,
  pipeline_id int not null,
  fresh_ms    bigint not null check (fresh_ms > 0), -- of several writers the shortest counts
  primary key (name, pipeline_id)
);
create index asset_writer_of on trunkline.asset_writer (pipeline_id);
