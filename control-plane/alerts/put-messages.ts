// Puts messages into the outbox, within the limit of each channel: what goes beyond it waits for one digest.

import type { MessageAct } from "#core/alerts/message.ts";
import { putMessages, recentMessages, waitingDigests } from "#store/alert-messages.sql.ts";
import type { Db } from "#store/connect.ts";
import type { LiveAlerts } from "./live-settings.ts";

export interface NewMessage {
  alert: string | null;
  channel: string;
  act: MessageAct;
  /** Null: now. */
  at: Date | null;
}

/** Words of which a storm is made; that something is over or acknowledged is always told. */
const limited: ReadonlySet<MessageAct> = new Set(["open", "again", "remind", "escalate"]);

/** In the caller's transaction, which alone puts any. Of channels that are gone nothing is put. */
export async function putLimited(
  db: Db,
  { channels }: Pick<LiveAlerts, "channels">,
  messages: readonly NewMessage[],
): Promise<void> {
  const rows: (NewMessage & { state: "waiting" | "held" })[] = [];
  for (const [name, own] of Map.groupBy(messages, ({ channel }) => channel)) {
    const channel = channels[name];
    if (channel === undefined) continue;
    const { messages: most, perMs } = channel.limit;
    const [recent] = await recentMessages(db, { channels: [name], perMs: String(perMs) });
    let left = most - (recent?.count ?? 0);
    for (const one of own) {
      const isHeld = limited.has(one.act) && left-- <= 0;
      rows.push({ ...one, state: isHeld ? "held" : "waiting" });
    }
    const isStorm = rows.some((one) => one.channel === name && one.state === "held");
    if (!isStorm || (await waitingDigests(db, { channels: [name] })).length > 0) continue;
    const at = new Date(Date.now() + perMs);
    rows.push({ alert: null, channel: name, act: "digest", at, state: "waiting" });
  }
  if (rows.length === 0) return;
  await putMessages(db, {
    alerts: rows.map(({ alert }) => alert) as string[],
    channels: rows.map(({ channel }) => channel),
    acts: rows.map(({ act }) => act),
    states: rows.map(({ state }) => state),
    details: rows.map(() => ({})),
    nexts: rows.map(({ at }) => at) as Date[],
  });
}
