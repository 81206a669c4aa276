// Generated from alert-messages.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const putMessagesSql = `insert into trunkline.alert_message (alert_id, channel, act, state, detail, next_at)
select x.alert_id, x.channel, x.act, x.state, x.detail, coalesce(x.next_at, clock_timestamp())
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::timestamptz[])
       x(alert_id, channel, act, state, detail, next_at)
returning id`;

export interface PutMessagesRow {
  id: string;
}

/** In the transaction in which it is decided. held: beyond the channel's limit, for its digest. */
export async function putMessages(db: Db, p: { alerts: readonly (string | number | bigint)[]; channels: readonly string[]; acts: readonly string[]; states: readonly string[]; details: readonly unknown[]; nexts: readonly (Date | string)[] }): Promise<PutMessagesRow[]> {
  const { rows } = await db.query<PutMessagesRow>({ name: "alert-messages.putMessages", text: putMessagesSql, values: [p.alerts, texts(p.channels), texts(p.acts), texts(p.states), p.details.map(json), p.nexts] });
  return rows;
}

const recentMessagesSql = `select m.channel, count(*)::int as "count" from trunkline.alert_message m
 where m.channel = any ($1::text[]) and m.act in ('open', 'again', 'remind', 'escalate')
   and m.state in ('waiting', 'delivered') and m.created_at > now() - $2::bigint * interval '1 millisecond'
 group by 1`;

export interface RecentMessagesRow {
  channel: string;
  count: number;
}

/** How many each channel has had or is to have since. */
export async function recentMessages(db: Db, p: { channels: readonly string[]; perMs: string | number | bigint }): Promise<RecentMessagesRow[]> {
  const { rows } = await db.query<RecentMessagesRow>({ name: "alert-messages.recentMessages", text: recentMessagesSql, values: [texts(p.channels), p.perMs] });
  return rows;
}

const waitingDigestsSql = `select m.channel from trunkline.alert_message m where m.act = 'digest' and m.state = 'waiting' and m.channel = any ($1::text[])`;

export interface WaitingDigestsRow {
  channel: string;
}

export async function waitingDigests(db: Db, p: { channels: readonly string[] }): Promise<WaitingDigestsRow[]> {
  const { rows } = await db.query<WaitingDigestsRow>({ name: "alert-messages.waitingDigests", text: waitingDigestsSql, values: [texts(p.channels)] });
  return rows;
}

const toldOfSql = `select m.alert_id as "alert_id", m.channel, bool_or(m.attempts > 0) as "tried", bool_or(m.state = 'delivered') as "told",
       bool_or(m.state = 'held') as "held", max(m.created_at) as "last"
  from trunkline.alert_message m where m.alert_id = any ($1::bigint[]) group by 1, 2`;

export interface ToldOfRow {
  alert_id: string;
  channel: string;
  tried: boolean;
  told: boolean;
  held: boolean;
  last: Date;
}

/** What has become of the messages of alerts, by channel: whether any was tried, and was taken. */
export async function toldOf(db: Db, p: { alerts: readonly (string | number | bigint)[] }): Promise<ToldOfRow[]> {
  const { rows } = await db.query<ToldOfRow>({ name: "alert-messages.toldOf", text: toldOfSql, values: [p.alerts] });
  return rows;
}

const dropMessagesSql = `update trunkline.alert_message m set state = 'dropped', error = x.reason
  from unnest($1::bigint[], $2::text[], $3::text[]) x(alert_id, channel, reason)
 where m.alert_id = x.alert_id and m.channel = x.channel and m.state in ('waiting', 'held')`;

/** What need not be told any more: a later word takes their place, or it is over. */
export async function dropMessages(db: Db, p: { alerts: readonly (string | number | bigint)[]; channels: readonly string[]; reasons: readonly string[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.dropMessages", text: dropMessagesSql, values: [p.alerts, texts(p.channels), texts(p.reasons)] });
  return rowCount ?? 0;
}

const takeMessagesSql = `update trunkline.alert_message m
   set attempts = m.attempts + 1, next_at = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where m.id in (
   select x.id from trunkline.alert_message x
    where x.state = 'waiting' and x.next_at <= clock_timestamp() and x.channel <> all ($2::text[])
      and not exists (select from trunkline.alert_message o
                       where o.alert_id = x.alert_id and o.channel = x.channel and o.state = 'waiting'
                         and (o.created_at, o.id) < (x.created_at, x.id))
    order by x.next_at limit $3::int for update skip locked)
returning m.*, clock_timestamp() as "now"`;

export interface TakeMessagesRow {
  id: string;
  alert_id: string | null;
  channel: string;
  act: string;
  state: string;
  detail: unknown;
  attempts: number;
  error: string | null;
  reply: unknown;
  created_at: Date;
  next_at: Date;
  delivered_at: Date | null;
  now: Date;
}

/** What is to be tried now, for this server alone for leaseMs; of one alert on one channel the oldest first. Not of channels that rest. */
export async function takeMessages(db: Db, p: { leaseMs: string | number | bigint; resting: readonly string[]; limit: number }): Promise<TakeMessagesRow[]> {
  const { rows } = await db.query<TakeMessagesRow>({ name: "alert-messages.takeMessages", text: takeMessagesSql, values: [p.leaseMs, texts(p.resting), p.limit] });
  return rows;
}

const messageDeliveredSql = `update trunkline.alert_message m
   set state = 'delivered', delivered_at = clock_timestamp(), error = null, reply = $1::jsonb where m.id = $2 and m.state = 'waiting'`;

export async function messageDelivered(db: Db, p: { reply?: unknown | null | undefined; id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.messageDelivered", text: messageDeliveredSql, values: [json(p.reply), p.id] });
  return rowCount ?? 0;
}

const messageLaterSql = `update trunkline.alert_message m
   set next_at = clock_timestamp() + $1::bigint * interval '1 millisecond', error = $2::text where m.id = $3 and m.state = 'waiting'`;

export async function messageLater(db: Db, p: { delayMs: string | number | bigint; error?: string | null | undefined; id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.messageLater", text: messageLaterSql, values: [p.delayMs, p.error ?? null, p.id] });
  return rowCount ?? 0;
}

const messageDeadSql = `update trunkline.alert_message m set state = 'dead', error = $1 where m.id = $2 and m.state = 'waiting'`;

export async function messageDead(db: Db, p: { error: string; id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.messageDead", text: messageDeadSql, values: [p.error, p.id] });
  return rowCount ?? 0;
}

const nextMessageSql = `select (select min(m.next_at) from trunkline.alert_message m where m.state = 'waiting' and m.channel <> all ($1::text[])) as "at",
       clock_timestamp() as "now"`;

export interface NextMessageRow {
  at: Date | null;
  now: Date;
}

export async function nextMessage(db: Db, p: { resting: readonly string[] }): Promise<NextMessageRow | undefined> {
  const { rows } = await db.query<NextMessageRow>({ name: "alert-messages.nextMessage", text: nextMessageSql, values: [texts(p.resting)] });
  return rows[0];
}

const takeHeldSql = `with told as (
  update trunkline.alert_message m set state = 'delivered', delivered_at = clock_timestamp(), detail = jsonb_build_object('digest', $1::text)
   where m.channel = $2 and m.state = 'held')
update trunkline.alert_message d set detail = $3::jsonb where d.id = $1::text::uuid`;

/** What a digest tells is told with it; what it says is kept for another try. */
export async function takeHeld(db: Db, p: { digest: string; channel: string; word: unknown }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.takeHeld", text: takeHeldSql, values: [p.digest, p.channel, json(p.word)] });
  return rowCount ?? 0;
}

const heldAlertsSql = `select distinct on (a.id) a.* from trunkline.alert_message m join trunkline.alert a on a.id = m.alert_id
 where m.channel = $1 and m.state = 'held' order by a.id`;

export interface HeldAlertsRow {
  id: string;
  key: string;
  kind: string;
  severity: string;
  state: string;
  project_id: number | null;
  pipeline_id: number | null;
  run_id: string | null;
  cause_id: string | null;
  event: unknown;
  output: unknown;
  routes: unknown;
  count: number;
  happened_at: Date;
  opened_at: Date;
  next_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: Date | null;
  resolution: string | null;
}

export async function heldAlerts(db: Db, p: { channel: string }): Promise<HeldAlertsRow[]> {
  const { rows } = await db.query<HeldAlertsRow>({ name: "alert-messages.heldAlerts", text: heldAlertsSql, values: [p.channel] });
  return rows;
}

const lastReplySql = `select m.reply from trunkline.alert_message m
 where m.alert_id = $1 and m.channel = $2 and m.reply is not null order by m.created_at limit 1`;

export interface LastReplyRow {
  reply: unknown;
}

/** What the channel calls the alert. */
export async function lastReply(db: Db, p: { alert: string | number | bigint; channel: string }): Promise<LastReplyRow | undefined> {
  const { rows } = await db.query<LastReplyRow>({ name: "alert-messages.lastReply", text: lastReplySql, values: [p.alert, p.channel] });
  return rows[0];
}

const messagesOfSql = `select m.* from trunkline.alert_message m where m.alert_id = any ($1::bigint[]) order by m.created_at, m.id`;

export interface MessagesOfRow {
  id: string;
  alert_id: string | null;
  channel: string;
  act: string;
  state: string;
  detail: unknown;
  attempts: number;
  error: string | null;
  reply: unknown;
  created_at: Date;
  next_at: Date;
  delivered_at: Date | null;
}

export async function messagesOf(db: Db, p: { alerts: readonly (string | number | bigint)[] }): Promise<MessagesOfRow[]> {
  const { rows } = await db.query<MessagesOfRow>({ name: "alert-messages.messagesOf", text: messagesOfSql, values: [p.alerts] });
  return rows;
}

const retryMessagesSql = `update trunkline.alert_message m set state = 'waiting', next_at = clock_timestamp(), created_at = now(), attempts = 0
 where m.state = 'dead' and m.channel = $1
returning m.id`;

export interface RetryMessagesRow {
  id: string;
}

/** Dead ones begin anew. */
export async function retryMessages(db: Db, p: { channel: string }): Promise<RetryMessagesRow[]> {
  const { rows } = await db.query<RetryMessagesRow>({ name: "alert-messages.retryMessages", text: retryMessagesSql, values: [p.channel] });
  return rows;
}

const repeatOpenSql = `insert into trunkline.alert_message (alert_id, channel, act)
select a.id, c.name, 'again'
  from unnest($1::text[]) c(name)
  join trunkline.alert a on a.state <> 'resolved'
 cross join lateral (select max(m.created_at) as last, bool_or(m.state = 'delivered') as told
                       from trunkline.alert_message m where m.alert_id = a.id and m.channel = c.name) x
 where x.told and x.last < now() - $2::bigint * interval '1 millisecond'`;

/** Says open alerts again on channels that forget what isn't, before they do. */
export async function repeatOpen(db: Db, p: { channels: readonly string[]; afterMs: string | number | bigint }): Promise<number> {
  const { rowCount } = await db.query({ name: "alert-messages.repeatOpen", text: repeatOpenSql, values: [texts(p.channels), p.afterMs] });
  return rowCount ?? 0;
}

const channelHealthSql = `select m.channel, count(*) filter (where m.state = 'waiting')::int as "waiting", count(*) filter (where m.state = 'held')::int as "held",
       count(*) filter (where m.state = 'dead')::int as "dead", max(m.delivered_at) as "delivered",
       (select x.error from trunkline.alert_message x
         where x.channel = m.channel and x.state in ('waiting', 'dead') and x.error is not null order by x.next_at desc limit 1) as "error"
  from trunkline.alert_message m group by m.channel`;

export interface ChannelHealthRow {
  channel: string;
  waiting: number;
  held: number;
  dead: number;
  delivered: Date | null;
  error: string | null;
}

/** How each channel does: what waits, what is dead, what was taken last and what was said of the last that wasn't. */
export async function channelHealth(db: Db): Promise<ChannelHealthRow[]> {
  const { rows } = await db.query<ChannelHealthRow>({ name: "alert-messages.channelHealth", text: channelHealthSql });
  return rows;
}

const alertFiguresSql = `select count(*) filter (where a.state = 'open')::int as "open", count(*) filter (where a.state = 'acknowledged')::int as "acknowledged",
       (select (percentile_cont(0.5) within group (order by t.ms))::float8
          from (select extract(epoch from m.delivered_at - n.happened_at) * 1000 as ms
                  from trunkline.alert n
                  join lateral (select min(x.delivered_at) as delivered_at from trunkline.alert_message x
                                 where x.alert_id = n.id and x.act = 'open' and x.state = 'delivered') m on m.delivered_at is not null
                 where n.kind = 'failed' and n.count = 1 order by n.id desc limit 100) t) as "told_ms"
  from trunkline.alert a where a.state <> 'resolved'`;

export interface AlertFiguresRow {
  open: number;
  acknowledged: number;
  told_ms: number | null;
}

/**
 * What is open, and how long it took from what had happened to the first message that was taken: the median of the newest
 * alerts that were told at once.
 */
export async function alertFigures(db: Db): Promise<AlertFiguresRow | undefined> {
  const { rows } = await db.query<AlertFiguresRow>({ name: "alert-messages.alertFigures", text: alertFiguresSql });
  return rows[0];
}
