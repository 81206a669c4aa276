-- name: routesOf :many
-- Routes of sets of labels, as far as they are known; each set is sorted and joined by commas, which no label holds.
select x.labels as "labels!", r.id from unnest(:sets::text[]) x(labels)
  join trunkline.route r on r.labels = string_to_array(x.labels, ',')

-- name: putRoutes :exec
-- In one order, so that two syncs wait for each other in one direction only.
insert into trunkline.route (labels)
select string_to_array(x.labels, ',') from unnest(:sets::text[]) x(labels) order by 1
on conflict (labels) do nothing

-- name: routesFor :many
-- What a worker with these labels takes.
select r.id from trunkline.route r where r.labels <@ :labels::text[] order by r.id

-- name: listenForRoutes :exec
-- A trigger notifies of every new route.
listen "trunkline:route"
