// Pipelines of which a trigger has not been followed for a minute: told once, until it is again.

import { storedPipeline } from "#core/stored-spec.ts";
import { sourceKind } from "#core/triggers/kinds.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { failingTriggers } from "#store/alert-scans.sql.ts";
import { openAlertsOfKind } from "#store/alerts.sql.ts";
import type { Db } from "#store/connect.ts";
import { endAlerts } from "./end-alerts.ts";
import type { LiveAlerts } from "./live-settings.ts";
import { type Raised, raiseAlerts } from "./raise.ts";
import { eventOfServer } from "./server-event.ts";

export async function scanTriggers(db: Db, live: LiveAlerts, now: Date): Promise<void> {
  const raised = (await failingTriggers(db)).map((row): Raised => {
    const { owner, tags, messages } = storedPipeline({ ...(row.spec as object), tasks: [] });
    const { source } = (messages ?? [])[row.ordinal] as MessageTrigger;
    const message = `the trigger for each ${sourceKind(source).text(source)}: ${row.error}`;
    const { project, environment, pipeline } = row;
    return {
      event: eventOfServer(
        { kind: "trigger-failing", project, environment, pipeline, owner, tags, message },
        row.error_since,
      ),
      ...{ project: row.project_id, pipeline: row.pipeline_id },
      ...{ run: null, output: null, cause: null },
    };
  });
  const bad = new Set(raised.map(({ event }) => event.key));
  const open = await openAlertsOfKind(db, { kind: "trigger-failing" });
  const known = new Set(open.map(({ key }) => key));
  const fresh = raised.filter(({ event }) => !known.has(event.key));
  await raiseAlerts(db, live, fresh, now);
  const over = open.filter(({ key }) => !bad.has(key));
  const resolution = "its triggers are followed again";
  await endAlerts(
    db,
    live,
    over.map(({ id }) => ({ id, resolution })),
  );
}
