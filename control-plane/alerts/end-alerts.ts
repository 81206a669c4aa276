// Alerts that are over: who has heard of them hears that too, and who hasn't need not hear of them at all.

import { hears } from "#core/alerts/hears.ts";
import { channelsToEnd, type RouteState } from "#core/alerts/routing.ts";
import { dropMessages, toldOf } from "#store/alert-messages.sql.ts";
import { type ResolveAlertsRow, releaseBelow, resolveAlerts } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import type { LiveAlerts } from "./live-settings.ts";
import { type NewMessage, putLimited } from "./put-messages.ts";

/** What was told below one that is over gets so long to end as well, and is then told by itself. */
const belowMs = 15 * 60_000;

export interface Ended {
  id: string;
  /** As a clause: `run 815 succeeded`. */
  resolution: string;
}

/** In the caller's transaction. */
export async function endAlerts(
  db: Db,
  live: LiveAlerts,
  ended: readonly Ended[],
): Promise<readonly ResolveAlertsRow[]> {
  if (ended.length === 0) return [];
  const rows = await resolveAlerts(db, {
    ids: ended.map(({ id }) => id),
    resolutions: ended.map(({ resolution }) => resolution),
  });
  const ids = rows.map(({ id }) => id);
  const heard = await toldOf(db, { alerts: ids });
  if (heard.length > 0)
    await dropMessages(db, {
      alerts: heard.map(({ alert_id }) => alert_id),
      channels: heard.map(({ channel }) => channel),
      reasons: heard.map(() => "it was over before it could be told"),
    });
  const messages = rows.flatMap(({ id, routes }) => {
    const wanted = new Set(channelsToEnd(routes as RouteState[]));
    return heard.flatMap(({ alert_id, channel, told, tried }): NewMessage[] => {
      const target = live.channels[channel]?.target;
      if (alert_id !== id || !(told || tried) || !wanted.has(channel)) return [];
      if (target === undefined || !hears(target, "resolve")) return [];
      return [{ alert: id, channel, act: "resolve", at: null }];
    });
  });
  await putLimited(db, live, messages);
  await releaseBelow(db, { ids, inMs: String(belowMs) });
  return rows;
}
