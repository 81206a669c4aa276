// Channels and routes of a control repository: kept as a whole, so that with a mistake in them what was last right holds on.

import type { ControlFiles } from "#core/control/control-files.ts";
import { dropAlertSource, putAlertSource } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { writeAudit } from "#store/write-audit.ts";

interface KeepInput {
  control: number;
  read: Pick<ControlFiles, "alerts">;
  actor: string;
  commit: string;
}

/** In the transaction in which registrations are applied. */
export async function keepAlerts(
  db: Db,
  { control, read: { alerts }, actor, commit }: KeepInput,
): Promise<void> {
  if (alerts === undefined) return;
  const name = `control/${control}`;
  const changed =
    alerts === null
      ? await dropAlertSource(db, { name })
      : await putAlertSource(db, { name, content: alerts });
  if (changed === undefined) return;
  const detail = {
    commit,
    channels: alerts && Object.keys(alerts.channels),
    routes: alerts?.routes.map((route) => route.name) ?? null,
  };
  await writeAudit(db, { actor, act: "change alerts", subject: "channels and routes", detail });
}
