-- Which zone data servers, workers and the database reckon with.

-- name: registerServer :one
insert into trunkline.server (name, pid, zone_data) values (:name, :pid, :zoneData) returning id

-- name: beatServer :one
-- No row: it was silent for so long that the others took it for gone.
with gone as (delete from trunkline.server s where s.beat < clock_timestamp() - interval '1 minute' and s.id <> :id)
update trunkline.server s set beat = clock_timestamp() where s.id = :id returning s.id

-- name: noteZones :exec
update trunkline.server set zone_differences = :differences::jsonb where id = :id

-- name: forgetServer :exec
delete from trunkline.server where id = :id

-- name: zoneVersions :many
-- Of those that live. A worker of an older version says nothing.
select 'server' as "kind!", s.id as "id!", s.name as "name!", s.zone_data, s.zone_differences from trunkline.server s
 where s.beat > clock_timestamp() - interval '1 minute'
union all
select 'worker', w.id, w.name, w.zone_data, null from trunkline.worker w where w.dead_at is null and w.lost_at is null
 order by 1, 2

-- name: zonesInUse :many
-- Of what is deployed and has schedules.
select distinct t.timezone as zone from trunkline.trigger t join trunkline.pipeline p on p.id = t.pipeline_id
 where p.removed_at is null order by 1

-- name: databaseOffsets :many
-- Of those zones that the database knows: its offsets at some instants in seconds, in their order.
select z.name as "zone!", array_agg(extract(epoch from (i.at at time zone z.name) - (i.at at time zone 'UTC'))::int order by i.at) as "offsets!"
  from pg_timezone_names z cross join unnest(:instants::timestamptz[]) i(at)
 where z.name = any (:zones::text[])
 group by 1 order by 1
