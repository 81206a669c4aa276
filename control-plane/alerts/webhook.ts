// Delivers notices to one webhook: at least once each, in no order, and again with longer and longer pauses until the
// receiver takes it. Any number of servers may deliver to the same URL; each notice is one server's at a time.

import type pg from "pg";
import { type Loop, startLoop } from "#engine/loop.ts";
import { onceAMinute } from "#engine/once-a-minute.ts";
import { type AddressSettings, judgeAddresses } from "#executors/addresses.ts";
import { type GuardedFetch, guardedFetch } from "#executors/guarded-fetch.ts";
import { messageOf } from "#store/errors.ts";
import {
  delivered,
  deliverLater,
  forgetWebhooks,
  keepWebhook,
  nextDelivery,
  type TakeDeliveriesRow,
  takeDeliveries,
} from "#store/webhooks.sql.ts";
import { webhookHeaders } from "./sign-webhook.ts";

export interface WebhookSettings {
  /** http or https. */
  url: string;
  /** Signs what is sent; never stored. */
  secret: string;
  /** Which addresses are called. */
  addresses?: AddressSettings;
}

export interface WebhookOptions extends WebhookSettings {
  pool: pg.Pool;
  /** Why nothing may be delivered, or null. */
  paused?: () => string | null;
  onMessage: (message: string) => void;
  timing?: Partial<WebhookTiming>;
}

export interface WebhookTiming {
  /** After the first failure; doubles up to five minutes. */
  firstBackoffMs: number;
  /** Longest time that a receiver may take to answer. */
  timeoutMs: number;
  /** A notice that was refused for so long is given up. */
  giveUpMs: number;
}

const usual: WebhookTiming = {
  firstBackoffMs: 1_000,
  timeoutMs: 10_000,
  giveUpMs: 3 * 86_400_000,
};
const longestBackoffMs = 5 * 60_000;
const longestSleepMs = 500;
const deliveriesPerPass = 10;
/** Longer than any delivery takes: then the server that had it is gone. */
const leaseMs = 60_000;
/** Notices are written for so long after the last server that delivered them was seen. */
const keepMs = 7 * 86_400_000;
const keepEveryMs = 60_000;

/** Resolves once everything that happens from now on is written for the webhook. */
export async function startWebhook(options: WebhookOptions): Promise<Pick<Loop, "stop">> {
  const { pool, url, paused = () => null, onMessage } = options;
  const timing = { ...usual, ...options.timing };
  const place = placeOf(url);
  const report = onceAMinute((message) => onMessage(`webhook ${place}: ${message}`));
  const keep = async () => {
    const row = await keepWebhook(pool, { url, keepMs: String(keepMs) });
    for (const gone of await forgetWebhooks(pool))
      onMessage(
        `webhook ${placeOf(gone.url)} is forgotten: no server has delivered to it for long`,
      );
    return row?.id ?? 0;
  };
  const webhook = await keep();
  const stopping = new AbortController();
  const web = guardedFetch(judgeAddresses(options.addresses));

  const attempt = async (row: TakeDeliveriesRow): Promise<unknown> => {
    const fault = await send(web, options, row, timing.timeoutMs, stopping.signal);
    if (fault === null) return deliverDone(row);
    if (stopping.signal.aborted) return deliverLater(pool, { id: row.id, delayMs: "0" });
    if (row.now.getTime() - row.created_at.getTime() > timing.giveUpMs) {
      onMessage(`webhook ${place}: ${row.id} is given up after ${row.attempts} tries: ${fault}`);
      return deliverDone(row);
    }
    const delayMs = Math.min(
      timing.firstBackoffMs * 2 ** Math.min(row.attempts - 1, 30),
      longestBackoffMs,
    );
    report(`${fault}; ${row.id} is tried again in ${Math.ceil(delayMs / 1000)} s`);
    await deliverLater(pool, { id: row.id, delayMs: String(delayMs) });
  };
  const deliverDone = ({ id }: TakeDeliveriesRow) => delivered(pool, { id });

  const deliver = startLoop(async () => {
    if (paused() !== null) return longestSleepMs;
    const next = await nextDelivery(pool, { webhook });
    if (!next?.at) return longestSleepMs;
    const waitMs = next.at.getTime() - next.now.getTime();
    if (waitMs > 0) return Math.min(waitMs, longestSleepMs);
    const rows = await takeDeliveries(pool, {
      webhook,
      leaseMs: String(leaseMs),
      limit: deliveriesPerPass,
    });
    await Promise.all(rows.map(attempt));
    return rows.length > 0 ? 0 : 1;
  }, report);
  const keeping = startLoop(async () => {
    await keep();
    return keepEveryMs;
  }, report);
  return {
    async stop() {
      stopping.abort();
      await Promise.all([deliver.stop(), keeping.stop()]);
      await web.close();
    },
  };
}

/** Null: the receiver has taken it. Else what went wrong, in one clause. */
async function send(
  web: GuardedFetch,
  { url, secret }: WebhookSettings,
  { id, body, now }: TakeDeliveriesRow,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<string | null> {
  try {
    // A redirect, which would hand the notice to whom nobody named, is not followed.
    const response = await web.fetch(new URL(url), {
      method: "POST",
      body,
      headers: webhookHeaders(secret, id, Math.floor(now.getTime() / 1000), body),
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return response.ok ? null : `answered ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return messageOf(cause);
  }
}

/** Without the query and what else may be secret in it. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
