// Routes and channels as they are now: of the control repository or an option, and of each project.

import type { PlacedRoute } from "#core/alerts/match.ts";
import { type AlertRoute, type AlertSettings, noSettings } from "#core/alerts/settings.ts";
import { alertSources } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";

export interface LiveAlerts extends AlertSettings {
  /** All routes in the order in which they are asked. */
  placed: PlacedRoute[];
}

/** Null: nobody routes anything. */
export async function readSettings(db: Db): Promise<LiveAlerts | null> {
  const rows = await alertSources(db);
  if (rows.length === 0) return null;
  // An option stands beside no control repository; of two what comes later in order counts.
  const base = rows
    .filter(({ project }) => project === null)
    .reduce<AlertSettings>((before, { content }) => mergedWith(before, content), noSettings);
  const own = rows.flatMap(({ project, content }): PlacedRoute[] =>
    project === null ? [] : (content as AlertRoute[]).map((route) => ({ route, project })),
  );
  return {
    ...base,
    placed: [...base.routes.map((route) => ({ route, project: null })), ...own],
  };
}

const mergedWith = (before: AlertSettings, content: unknown): AlertSettings => {
  const after = content as AlertSettings;
  return {
    ...after,
    channels: { ...before.channels, ...after.channels },
    routes: [...before.routes, ...after.routes],
    severities: [...before.severities, ...after.severities],
  };
};
