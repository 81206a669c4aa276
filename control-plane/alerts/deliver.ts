// Brings messages to their channels: each is one server's at a time, and tried with longer and longer pauses until the
// channel takes it or its time is over. A channel that rests or hangs holds up no other.

import type pg from "pg";
import type { AlertEvent } from "#core/alerts/event.ts";
import { mostNamed } from "#core/alerts/event.ts";
import type { AlertWord, MessageAct } from "#core/alerts/message.ts";
import type { AlertOutput } from "#core/alerts/output.ts";
import { type Loop, startLoop } from "#engine/loop.ts";
import type { GuardedFetch } from "#executors/guarded-fetch.ts";
import {
  lastReply,
  messageDead,
  messageDelivered,
  messageLater,
  nextMessage,
  type TakeMessagesRow,
  takeMessages,
} from "#store/alert-messages.sql.ts";
import { type AlertByIdRow, alertById, alertsBelow } from "#store/alerts.sql.ts";
import { messageOf as faultOf } from "#store/errors.ts";
import { ChannelFault } from "./channels/channel.ts";
import { channelFor } from "./channels/channels.ts";
import { digestOf } from "./digest.ts";
import { readSettings } from "./live-settings.ts";

export interface DeliverOptions {
  pool: pg.Pool;
  web: GuardedFetch;
  /** @throws ChannelFault */
  secret: (name: string) => Promise<string>;
  serverUrl: () => string | null;
  paused: () => string | null;
  report: (message: string) => void;
  timing: DeliverTiming;
}

export interface DeliverTiming {
  /** After the first failure; doubles up to five minutes. */
  firstBackoffMs: number;
  /** Longest time that a channel may take for one message. */
  timeoutMs: number;
}

const longestBackoffMs = 5 * 60_000;
const idleMs = 1_000;
const messagesPerTake = 4;
/** Longer than all of one take can last: then the server that had them is gone. */
const leaseMs = 60_000;

export function startDelivery(options: DeliverOptions): Loop {
  const { pool, report } = options;
  const stopping = new AbortController();
  const busy = new Map<string, Promise<unknown>>();
  const rests = new Map<string, number>();
  const loop = startLoop(async () => {
    if (options.paused() !== null) return idleMs;
    const now = performance.now();
    for (const [channel, until] of rests) if (until <= now) rests.delete(channel);
    const resting = [...new Set([...busy.keys(), ...rests.keys()])];
    const next = await nextMessage(pool, { resting });
    const soonest = Math.min(idleMs, ...[...rests.values()].map((until) => until - now));
    if (!next?.at) return Math.max(1, soonest);
    const waitMs = next.at.getTime() - next.now.getTime();
    if (waitMs > 0) return Math.max(1, Math.min(waitMs, soonest));
    const rows = await takeMessages(pool, {
      resting,
      leaseMs: String(leaseMs),
      limit: messagesPerTake,
    });
    for (const [channel, own] of Map.groupBy(rows, (row) => row.channel))
      busy.set(
        channel,
        bring(channel, own)
          .catch((error) => report(faultOf(error)))
          .finally(() => {
            busy.delete(channel);
            loop.wake();
          }),
      );
    return rows.length > 0 ? 0 : 1;
  }, report);

  /** One after the other: a channel that is down is asked once, not once for each message. */
  const bring = async (channel: string, rows: readonly TakeMessagesRow[]) => {
    for (const [index, row] of rows.entries()) {
      const restMs = await attempt(options, row, stopping.signal);
      if (restMs === null) continue;
      rests.set(channel, performance.now() + restMs);
      for (const { id } of rows.slice(index + 1))
        await messageLater(pool, { id, delayMs: String(Math.ceil(restMs)), error: null });
      return;
    }
  };
  return {
    wake: () => loop.wake(),
    async stop() {
      stopping.abort();
      await loop.stop();
      await Promise.all(busy.values());
    },
  };
}

/** Answers how long the channel is to be left alone, in milliseconds; null: not at all. */
async function attempt(
  options: DeliverOptions,
  row: TakeMessagesRow,
  stop: AbortSignal,
): Promise<number | null> {
  const { pool, web, secret, report, timing } = options;
  const live = await readSettings(pool);
  const channel = live?.channels[row.channel];
  const alert =
    row.alert_id === null ? null : ((await alertById(pool, { id: row.alert_id })) ?? null);
  const word = await wordOf(options, row, alert);
  const die = async (error: string) => {
    report(`alert message ${row.id} to ${row.channel} is given up: ${error}`);
    await messageDead(pool, { id: row.id, error });
    return null;
  };
  if (channel === undefined) return die("there is no such channel any more");
  if (word === null) return die("what it is about is gone");
  const { send, paceMs } = channelFor(channel.target);
  try {
    const reply = await send(channel.target, word, {
      ...{ web, secret, messageId: row.id, isRepeated: row.attempts > 1 },
      reply: row.alert_id === null ? null : await replyOf(pool, row.alert_id, row.channel),
      signal: AbortSignal.any([stop, AbortSignal.timeout(timing.timeoutMs)]),
    });
    await messageDelivered(pool, { id: row.id, reply });
    return paceMs;
  } catch (error) {
    if (stop.aborted) {
      await messageLater(pool, { id: row.id, delayMs: "0", error: null });
      return null;
    }
    const fault =
      error instanceof ChannelFault ? error : new ChannelFault(faultOf(error), {}, error);
    const age = row.now.getTime() - row.created_at.getTime();
    if (fault.isFinal) return die(fault.message);
    if (age > channel.giveUpMs) return die(`after ${row.attempts} tries: ${fault.message}`);
    const backoffMs = Math.min(
      timing.firstBackoffMs * 2 ** Math.min(row.attempts - 1, 30),
      longestBackoffMs,
    );
    const delayMs = fault.restMs ?? backoffMs;
    report(
      `channel ${row.channel}: ${fault.message}; tried again in ${Math.ceil(delayMs / 1000)} s`,
    );
    await messageLater(pool, { id: row.id, delayMs: String(delayMs), error: fault.message });
    return delayMs;
  }
}

const replyOf = async (pool: pg.Pool, alert: string, channel: string) =>
  ((await lastReply(pool, { alert, channel }))?.reply ?? null) as Record<string, unknown> | null;

async function wordOf(
  { pool, serverUrl }: DeliverOptions,
  row: TakeMessagesRow,
  alert: AlertByIdRow | null,
): Promise<AlertWord | null> {
  const now = row.now.toISOString();
  if (row.act === "digest") return digestOf(pool, row, serverUrl());
  if (row.act === "test")
    return { ...(row.detail as unknown as AlertWord), now, serverUrl: serverUrl() };
  if (alert === null) return null;
  const [below] = await alertsBelow(pool, { ids: [alert.id] });
  const event = alert.event as AlertEvent;
  return {
    ...wordOfAlert(alert, row.act as MessageAct),
    event: {
      ...event,
      severity: alert.severity as AlertEvent["severity"],
      affected: ((below?.some ?? []) as AlertEvent["affected"]).slice(0, mostNamed),
      affectedCount: below?.count ?? 0,
    },
    ...{ now, serverUrl: serverUrl() },
  };
}

export const wordOfAlert = (
  alert: AlertByIdRow,
  act: MessageAct,
): Omit<AlertWord, "now" | "serverUrl"> => ({
  ...{ id: alert.id, act, event: alert.event as AlertEvent },
  output: alert.output as AlertOutput | null,
  openedAt: alert.opened_at.toISOString(),
  acknowledgedBy: alert.acknowledged_by,
  note: alert.note,
  resolvedAt: alert.resolved_at?.toISOString() ?? null,
  resolution: alert.resolution,
});
