-- What both schedulers' runs prove, day by day: kept, so that only days of which something new is known are judged again.

-- What is known of a job on one business date. A row is never changed: when something new is known, another one follows.
create table trunkline.parity_day (
  id                   bigint primary key generated always as identity,
  pipeline_id          int not null references trunkline.pipeline,
  task                 text not null,                -- empty: the pipeline itself
  business_date        date not null,
  pipeline_revision_id int not null,                 -- by whose rules
  matched              int not null check (matched >= 0),
  others               jsonb not null,               -- each start and each run that is no match
  record               bigint not null,              -- of the audit, which has the hash of it
  at                   timestamptz not null default now()
);
create index parity_day_newest on trunkline.parity_day (pipeline_id, task, business_date, id desc);
create index parity_day_recorded on trunkline.parity_day (record);
create index parity_day_old on trunkline.parity_day (at);

create function trunkline.parity_kept() returns trigger language plpgsql as $$
begin
  raise exception 'what was judged is only added to: % of % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger parity_kept before update on trunkline.parity_day for each statement execute function trunkline.parity_kept();

-- Files of reports, as they were made.
create table trunkline.parity_report (
  id         bigint primary key generated always as identity,
  project_id int not null references trunkline.project,
  name       text not null,
  text       text not null,
  record     bigint not null,                        -- of the audit, which has the hash of them
  at         timestamptz not null default now()
);
create index parity_report_recorded on trunkline.parity_report (record);
create trigger parity_kept before update on trunkline.parity_report for each statement execute function trunkline.parity_kept();

-- How far a job is judged, and by which revision.
create table trunkline.parity_job (
  pipeline_id          int not null references trunkline.pipeline,
  task                 text not null,
  pipeline_revision_id int not null,
  until                date not null,                -- the first business date that is not
  primary key (pipeline_id, task)
);

-- Since when something new is known of a job: written with it, taken away by whoever judges.
create table trunkline.parity_stale (
  id          bigint primary key generated always as identity,
  pipeline_id int not null,
  task        text not null,
  at          timestamptz,                           -- the earliest moment that it tells of
  date        date                                   -- the earliest business date
);
create index parity_stale_job on trunkline.parity_stale (pipeline_id, task);

create index expected_start_dated on trunkline.expected_start (pipeline_id, task, business_date);
create index expected_start_moment on trunkline.expected_start (pipeline_id, task, (coalesce(ready_at, due_at)));

create function trunkline.parity_run_told() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into trunkline.parity_stale (pipeline_id, task, at, date)
    select j.pipeline_id, j.task, min(r.started_at), min(r.business_date)
      from told r join trunkline.legacy_job j on j.project_id = r.project_id and j.job = r.job
     group by 1, 2;
  else
    insert into trunkline.parity_stale (pipeline_id, task, at, date)
    select j.pipeline_id, j.task, min(r.started_at), min(r.business_date)
      from (select * from told union all select * from before) r
      join trunkline.legacy_job j on j.project_id = r.project_id and j.job = r.job
     group by 1, 2;
  end if;
  return null;
end $$;
create trigger parity_told after insert on trunkline.legacy_run
  referencing new table as told for each statement execute function trunkline.parity_run_told();
create trigger parity_told_again after update on trunkline.legacy_run
  referencing new table as told old table as before for each statement execute function trunkline.parity_run_told();

create function trunkline.parity_start_expected() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into trunkline.parity_stale (pipeline_id, task, at, date)
  select e.pipeline_id, e.task, min(least(e.due_at, e.ready_at)), min(e.business_date) from expected e group by 1, 2;
  return null;
end $$;
create trigger parity_expected after insert on trunkline.expected_start
  referencing new table as expected for each statement execute function trunkline.parity_start_expected();
create trigger parity_expected_again after update on trunkline.expected_start
  referencing new table as expected for each statement execute function trunkline.parity_start_expected();
