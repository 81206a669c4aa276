-- Everything before the first name is for readers of this file only: it's :ignored.

-- name: addItem :one
-- Adds one.
-- Ends no comment early: */ and names no parameter: `:nothing`.
insert into shop.item (customer, colour, price, tags, labels, history, sold, picture)
values (:customer?, :colour, :price, :tags, :labels, :history, :sold?, :picture?)
returning id, colour, price, tags, labels, history, sold, made_at, picture, customer;

-- name: items :many
select i.id, i.colour, c.name as "customer?", count(*) over () as "total!", i.price * 2 as twice
  from shop.item i left join shop.customer c on c.id = i.customer
 where (:colour?::shop.colour is null or i.colour = :colour?)
   and i.tags @> :tags::text[] /* not :this */
   and 'a:b' <> ':c' and "i"."id" > 0 and $tag$ :d $tag$ <> E'\':e' -- nor :that
 order by i.id
 limit :limit

-- name: cheapest :many
select f.id as "id!", f.price as "price!" from shop.cheapest(:n) f

-- name: removeAll :exec
delete from shop.item

-- name: quoted :one
select 'a`b${c}\d' as "odd name!", (array[1, 2, 3])[:first::int:3] as slice

-- name: plain :one
select :counts::int[] as "counts!", :flags?::boolean[] as "flags?"

-- name: told :one
select :words::text[] as "words!"
