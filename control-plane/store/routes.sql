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

-- name: strandedTasks :many
-- Ready tasks that no living worker takes, by the labels that they ask for, each with the oldest run that has one.
-- Found through the active runs, so task_run needs no index on its route.
with untaken as materialized (
  select r.id, r.labels from trunkline.route r
   where not exists (select from trunkline.worker w
                      where w.dead_at is null and w.lost_at is null and not w.draining and w.labels @> r.labels))
select u.labels, count(*)::int as "tasks!", min(t.run_id) as "run!"
  from trunkline.run r
  join trunkline.task_run t on t.run_id = r.id
  join untaken u on u.id = t.route
 where r.finished_at is null and t.state = 'ready'
   and (:classes?::int[] is null or r.pipeline_id in (select p.id from trunkline.pipeline p where p.class_id = any (:classes?)))
   and exists (select from untaken)
 group by u.labels order by u.labels

-- name: listenForRoutes :exec
-- A trigger notifies of every new route.
listen "trunkline:route"
