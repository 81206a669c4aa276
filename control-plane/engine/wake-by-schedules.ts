// Has judged again what goes by schedules of pipelines (`ifScheduled`), when a deployment may change them.

import { scheduleKey } from "#core/conditions/question.ts";
import type { Change, Plan } from "#core/plan.ts";
import type { Db } from "#store/connect.ts";
import { askTriggers, triggersOfKeys } from "#store/triggers.sql.ts";
import { wakeKeys } from "#store/waits.sql.ts";

interface PlannedChanges extends Pick<Plan, "project"> {
  changes: readonly Pick<Change, "action" | "pipeline" | "fields">[];
}

interface GoingBySchedules {
  keys: string[];
  pipelines: number[];
  ordinals: number[];
}

/**
 * Call it before the plan is applied: to a trigger that comes with it nothing counts that was before. Whoever may wait for
 * a project hears of its first revision as a whole, and whoever waits for a pipeline that it is removed.
 */
export async function whoGoesBySchedules(
  db: Db,
  { baseId, plan }: { baseId: number | null; plan: PlannedChanges },
): Promise<GoingBySchedules> {
  const keys = (baseId === null ? [] : plan.changes).flatMap(({ action, pipeline, fields }) =>
    action === "added" || fields.some(({ path }) => isOfSchedule.test(path))
      ? scheduleKey(plan.project, pipeline)
      : [],
  );
  const found = keys.length === 0 ? [] : await triggersOfKeys(db, { keys });
  return {
    keys,
    pipelines: found.map(({ pipeline_id }) => pipeline_id),
    ordinals: found.map(({ ordinal }) => ordinal),
  };
}

/** Zones and calendars are of each trigger. */
const isOfSchedule = /^(triggers|newDay)\b/;

/** Call it when all else is applied: what it holds until the end of the transaction, other changes wait for. */
export async function wakeBySchedules(
  db: Db,
  { keys, pipelines, ordinals }: GoingBySchedules,
): Promise<void> {
  if (keys.length > 0) await wakeKeys(db, { keys });
  if (pipelines.length > 0) await askTriggers(db, { pipelines, ordinals });
}
