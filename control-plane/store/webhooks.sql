-- name: keepWebhook :one
-- What happens from now on is written for the URL, for so long; a server that delivers to it says so again and again.
insert into trunkline.webhook (url, until) values (:url, now() + :keepMs::bigint * interval '1 millisecond')
on conflict (url) do update set until = excluded.until
returning id

-- name: forgetWebhooks :many
-- Webhooks that no server delivers to any more, with what waited for them.
delete from trunkline.webhook where until < now() returning url

-- name: notifyWebhooks :exec
-- Also notes it for alerts.
select trunkline.notify_webhooks(:runs, :types, :details), trunkline.signal_alerts(:runs, :types, :details)

-- name: takeDeliveries :many
-- What is to be tried now, for this server alone for leaseMs: one that dies lets it go with time.
update trunkline.delivery d
   set attempts = d.attempts + 1, next_at = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where d.id in (
   select x.id from trunkline.delivery x
    where x.webhook_id = :webhook and x.next_at <= clock_timestamp()
    order by x.next_at limit :limit::int for update skip locked)
returning d.id, d.body, d.attempts, d.created_at, clock_timestamp() as "now!"

-- name: delivered :exec
-- Taken by the receiver, or given up.
delete from trunkline.delivery where id = :id

-- name: deliverLater :exec
update trunkline.delivery set next_at = clock_timestamp() + :delayMs::bigint * interval '1 millisecond' where id = :id

-- name: nextDelivery :one
select (select min(d.next_at) from trunkline.delivery d where d.webhook_id = :webhook) as "at?", clock_timestamp() as "now!"
