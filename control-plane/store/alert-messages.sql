-- The outbox of alerts: messages wait until their channel has taken them.

-- name: putMessages :many
-- In the transaction in which it is decided. held: beyond the channel's limit, for its digest.
insert into trunkline.alert_message (alert_id, channel, act, state, detail, next_at)
select x.alert_id, x.channel, x.act, x.state, x.detail, coalesce(x.next_at, clock_timestamp())
  from unnest(:alerts::bigint[], :channels::text[], :acts::text[], :states::text[], :details::jsonb[], :nexts::timestamptz[])
       x(alert_id, channel, act, state, detail, next_at)
returning id

-- name: recentMessages :many
-- How many each channel has had or is to have since.
select m.channel, count(*)::int as "count!" from trunkline.alert_message m
 where m.channel = any (:channels::text[]) and m.act in ('open', 'again', 'remind', 'escalate')
   and m.state in ('waiting', 'delivered') and m.created_at > now() - :perMs::bigint * interval '1 millisecond'
 group by 1

-- name: waitingDigests :many
select m.channel from trunkline.alert_message m where m.act = 'digest' and m.state = 'waiting' and m.channel = any (:channels::text[])

-- name: toldOf :many
-- What has become of the messages of alerts, by channel: whether any was tried, and was taken.
select m.alert_id as "alert_id!", m.channel, bool_or(m.attempts > 0) as "tried!", bool_or(m.state = 'delivered') as "told!",
       bool_or(m.state = 'held') as "held!", max(m.created_at) as "last!"
  from trunkline.alert_message m where m.alert_id = any (:alerts::bigint[]) group by 1, 2

-- name: dropMessages :exec
-- What need not be told any more: a later word takes their place, or it is over.
update trunkline.alert_message m set state = 'dropped', error = x.reason
  from unnest(:alerts::bigint[], :channels::text[], :reasons::text[]) x(alert_id, channel, reason)
 where m.alert_id = x.alert_id and m.channel = x.channel and m.state in ('waiting', 'held')

-- name: takeMessages :many
-- What is to be tried now, for this server alone for leaseMs; of one alert on one channel the oldest first. Not of channels that rest.
update trunkline.alert_message m
   set attempts = m.attempts + 1, next_at = clock_timestamp() + :leaseMs::bigint * interval '1 millisecond'
 where m.id in (
   select x.id from trunkline.alert_message x
    where x.state = 'waiting' and x.next_at <= clock_timestamp() and x.channel <> all (:resting::text[])
      and not exists (select from trunkline.alert_message o
                       where o.alert_id = x.alert_id and o.channel = x.channel and o.state = 'waiting'
                         and (o.created_at, o.id) < (x.created_at, x.id))
    order by x.next_at limit :limit::int for update skip locked)
returning m.*, clock_timestamp() as "now!"

-- name: messageDelivered :exec
update trunkline.alert_message m
   set state = 'delivered', delivered_at = clock_timestamp(), error = null, reply = :reply?::jsonb where m.id = :id and m.state = 'waiting'

-- name: messageLater :exec
update trunkline.alert_message m
   set next_at = clock_timestamp() + :delayMs::bigint * interval '1 millisecond', error = :error?::text where m.id = :id and m.state = 'waiting'

-- name: messageDead :exec
update trunkline.alert_message m set state = 'dead', error = :error where m.id = :id and m.state = 'waiting'

-- name: nextMessage :one
select (select min(m.next_at) from trunkline.alert_message m where m.state = 'waiting' and m.channel <> all (:resting::text[])) as "at?",
       clock_timestamp() as "now!"

-- name: takeHeld :exec
-- What a digest tells is told with it; what it says is kept for another try.
with told as (
  update trunkline.alert_message m set state = 'delivered', delivered_at = clock_timestamp(), detail = jsonb_build_object('digest', :digest::text)
   where m.channel = :channel and m.state = 'held')
update trunkline.alert_message d set detail = :word::jsonb where d.id = :digest::text::uuid

-- name: heldAlerts :many
select distinct on (a.id) a.* from trunkline.alert_message m join trunkline.alert a on a.id = m.alert_id
 where m.channel = :channel and m.state = 'held' order by a.id

-- name: lastReply :one
-- What the channel calls the alert.
select m.reply from trunkline.alert_message m
 where m.alert_id = :alert and m.channel = :channel and m.reply is not null order by m.created_at limit 1

-- name: messagesOf :many
select m.* from trunkline.alert_message m where m.alert_id = any (:alerts::bigint[]) order by m.created_at, m.id

-- name: retryMessages :many
-- Dead ones begin anew.
update trunkline.alert_message m set state = 'waiting', next_at = clock_timestamp(), created_at = now(), attempts = 0
 where m.state = 'dead' and m.channel = :channel
returning m.id

-- name: repeatOpen :exec
-- Says open alerts again on channels that forget what isn't, before they do.
insert into trunkline.alert_message (alert_id, channel, act)
select a.id, c.name, 'again'
  from unnest(:channels::text[]) c(name)
  join trunkline.alert a on a.state <> 'resolved'
 cross join lateral (select max(m.created_at) as last, bool_or(m.state = 'delivered') as told
                       from trunkline.alert_message m where m.alert_id = a.id and m.channel = c.name) x
 where x.told and x.last < now() - :afterMs::bigint * interval '1 millisecond'

-- name: channelHealth :many
-- How each channel does: what waits, what is dead, what was taken last and what was said of the last that wasn't.
select m.channel, count(*) filter (where m.state = 'waiting')::int as "waiting!", count(*) filter (where m.state = 'held')::int as "held!",
       count(*) filter (where m.state = 'dead')::int as "dead!", max(m.delivered_at) as "delivered?",
       (select x.error from trunkline.alert_message x
         where x.channel = m.channel and x.state in ('waiting', 'dead') and x.error is not null order by x.next_at desc limit 1) as "error?"
  from trunkline.alert_message m group by m.channel

-- name: alertFigures :one
-- What is open, and how long it took from what had happened to the first message that was taken: the median of the newest
-- alerts that were told at once.
select count(*) filter (where a.state = 'open')::int as "open!", count(*) filter (where a.state = 'acknowledged')::int as "acknowledged!",
       (select (percentile_cont(0.5) within group (order by t.ms))::float8
          from (select extract(epoch from m.delivered_at - n.happened_at) * 1000 as ms
                  from trunkline.alert n
                  join lateral (select min(x.delivered_at) as delivered_at from trunkline.alert_message x
                                 where x.alert_id = n.id and x.act = 'open' and x.state = 'delivered') m on m.delivered_at is not null
                 where n.kind = 'failed' and n.count = 1 order by n.id desc limit 100) t) as "told_ms?"
  from trunkline.alert a where a.state <> 'resolved'
