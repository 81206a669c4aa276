-- Which zone data each process reckons with. A worker of a version before this says nothing.
alter table trunkline.worker add column zone_data text;

-- Servers that live, for people to see: nothing depends on these rows. One without a beat is removed by the others.
create table trunkline.server (
  id         int primary key generated always as identity,
  name       text not null,
  pid        int not null,
  zone_data  text not null,                        -- such as 2026c
  -- Zones in which the database reckons otherwise than the server; null: not compared yet.
  zone_differences jsonb,
  started_at timestamptz not null default now(),
  beat       timestamptz not null default now()
);
