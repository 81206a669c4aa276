// Generated from webhooks.sql by `npm run generate`; do not edit.

import type { Db } from "./connect.ts";

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));

const texts = (values: readonly (string | null)[] | null | undefined) => {
  if (!values?.length || values.some((one) => typeof one !== "string")) return values ?? null;
  const joined = values.join("\n");
  return /["\\]/.test(joined) ? values : `{"${values.join('","')}"}`;
};

const keepWebhookSql = `insert into trunkline.webhook (url, until) values ($1, now() + $2::bigint * interval '1 millisecond')
on conflict (url) do update set until = excluded.until
returning id`;

export interface KeepWebhookRow {
  id: number;
}

/** What happens from now on is written for the URL, for so long; a server that delivers to it says so again and again. */
export async function keepWebhook(db: Db, p: { url: string; keepMs: string | number | bigint }): Promise<KeepWebhookRow | undefined> {
  const { rows } = await db.query<KeepWebhookRow>({ name: "webhooks.keepWebhook", text: keepWebhookSql, values: [p.url, p.keepMs] });
  return rows[0];
}

const forgetWebhooksSql = `delete from trunkline.webhook where until < now() returning url`;

export interface ForgetWebhooksRow {
  url: string;
}

/** Webhooks that no server delivers to any more, with what waited for them. */
export async function forgetWebhooks(db: Db): Promise<ForgetWebhooksRow[]> {
  const { rows } = await db.query<ForgetWebhooksRow>({ name: "webhooks.forgetWebhooks", text: forgetWebhooksSql });
  return rows;
}

const notifyWebhooksSql = `select trunkline.notify_webhooks($1, $2, $3), trunkline.signal_alerts($1, $2, $3)`;

/** Also notes it for alerts. */
export async function notifyWebhooks(db: Db, p: { runs: readonly (string | number | bigint)[]; types: readonly string[]; details: readonly unknown[] }): Promise<number> {
  const { rowCount } = await db.query({ name: "webhooks.notifyWebhooks", text: notifyWebhooksSql, values: [p.runs, texts(p.types), p.details.map(json)] });
  return rowCount ?? 0;
}

const takeDeliveriesSql = `update trunkline.delivery d
   set attempts = d.attempts + 1, next_at = clock_timestamp() + $1::bigint * interval '1 millisecond'
 where d.id in (
   select x.id from trunkline.delivery x
    where x.webhook_id = $2 and x.next_at <= clock_timestamp()
    order by x.next_at limit $3::int for update skip locked)
returning d.id, d.body, d.attempts, d.created_at, clock_timestamp() as "now"`;

export interface TakeDeliveriesRow {
  id: string;
  body: string;
  attempts: number;
  created_at: Date;
  now: Date;
}

/** What is to be tried now, for this server alone for leaseMs: one that dies lets it go with time. */
export async function takeDeliveries(db: Db, p: { leaseMs: string | number | bigint; webhook: number; limit: number }): Promise<TakeDeliveriesRow[]> {
  const { rows } = await db.query<TakeDeliveriesRow>({ name: "webhooks.takeDeliveries", text: takeDeliveriesSql, values: [p.leaseMs, p.webhook, p.limit] });
  return rows;
}

const deliveredSql = `delete from trunkline.delivery where id = $1`;

/** Taken by the receiver, or given up. */
export async function delivered(db: Db, p: { id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "webhooks.delivered", text: deliveredSql, values: [p.id] });
  return rowCount ?? 0;
}

const deliverLaterSql = `update trunkline.delivery set next_at = clock_timestamp() + $1::bigint * interval '1 millisecond' where id = $2`;

export async function deliverLater(db: Db, p: { delayMs: string | number | bigint; id: string }): Promise<number> {
  const { rowCount } = await db.query({ name: "webhooks.deliverLater", text: deliverLaterSql, values: [p.delayMs, p.id] });
  return rowCount ?? 0;
}

const nextDeliverySql = `select (select min(d.next_at) from trunkline.delivery d where d.webhook_id = $1) as "at", clock_timestamp() as "now"`;

export interface NextDeliveryRow {
  at: Date | null;
  now: Date;
}

export async function nextDelivery(db: Db, p: { webhook: number }): Promise<NextDeliveryRow | undefined> {
  const { rows } = await db.query<NextDeliveryRow>({ name: "webhooks.nextDelivery", text: nextDeliverySql, values: [p.webhook] });
  return rows[0];
}
