// Sets the triggers of pipelines: unchanged ones keep their place in time, new and changed ones count from now.

import { canonicalJson } from "#core/canonical.ts";
import type { Pipeline, Schedule, Trigger } from "#core/pipeline.ts";
import type { PlannedPipeline } from "#core/plan.ts";
import { compileSchedule, next } from "#core/schedule/schedule.ts";
import type { Db } from "#store/connect.ts";
import {
  deleteTriggers,
  insertTriggers,
  type ListTriggersRow,
  listTriggers,
} from "#store/triggers.sql.ts";
import type { FirstDues } from "./first-due.ts";
import { type Identity, knownIds } from "./identity.ts";

/** Triggers as the store takes them, all counted from now: what needs no ids, and so can be made before there are any. */
export interface TriggerColumns {
  triggers: readonly Trigger[];
  /** Whose each is: a place in the list of pipelines. */
  owners: readonly number[];
  ordinals: number[];
  schedules: string[];
  timezones: string[];
  newDays: string[];
  missed: string[];
  limits: (number | null)[];
  nexts: (string | null)[];
}

/** @param counted When the triggers are due first. */
export async function triggerColumns(
  pipelines: readonly { pipeline: Pick<Pipeline, "triggers" | "newDay"> }[],
  counted: Promise<FirstDues>,
): Promise<TriggerColumns> {
  const dues = await counted;
  const rows = pipelines.flatMap(({ pipeline: { triggers, newDay } }, owner) =>
    triggers.map((trigger, ordinal) => ({ owner, ordinal, trigger, newDay })),
  );
  return {
    triggers: rows.map(({ trigger }) => trigger),
    owners: rows.map(({ owner }) => owner),
    ordinals: rows.map(({ ordinal }) => ordinal),
    schedules: rows.map(({ trigger }) => JSON.stringify(trigger.schedule)),
    timezones: rows.map(({ trigger }) => trigger.timezone),
    newDays: rows.map(({ newDay }) => newDay),
    missed: rows.map(({ trigger: { missed } }) =>
      typeof missed === "string" ? missed : missed.policy,
    ),
    limits: rows.map(({ trigger: { missed } }) =>
      typeof missed === "string" ? null : missed.limit,
    ),
    nexts: rows.map(({ trigger }) => timeText(dues.get(trigger) ?? null)),
  };
}

/** As text: pg writes a date anew for each of ten thousand, in three times as long. */
const timeText = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/**
 * @param columns Of the same pipelines.
 * @param renamed New names of those that were called otherwise.
 */
export async function replaceTriggers(
  db: Db,
  pipelines: readonly (Identity & Pick<PlannedPipeline, "name">)[],
  columns: TriggerColumns,
  { now, renamed }: { now: Date; renamed?: ReadonlySet<string> },
): Promise<void> {
  const ids = knownIds(pipelines);
  const old = ids.length === 0 ? [] : await listTriggers(db, { pipelines: ids });
  const { triggers, owners, nexts: fromNow, ...rest } = columns;
  const [cursors, nexts] = [triggers.map(() => now.toISOString()), [...fromNow]];
  if (old.length > 0) {
    const places = placesOf(old);
    for (const [row, trigger] of triggers.entries()) {
      const { id, name } = pipelines[owners[row] as number] as (typeof pipelines)[number];
      const place =
        places.get(triggerKey(id, trigger)) ??
        (renamed?.has(name)
          ? placeOfRenamed(old, id, trigger, columns.ordinals[row] as number)
          : null);
      if (place === null) continue;
      cursors[row] = place.toISOString();
      const { schedule, timezone } = trigger;
      nexts[row] = timeText(next(compileSchedule(schedule, timezone), place.getTime()));
    }
    await deleteTriggers(db, { pipelines: ids });
  }
  if (triggers.length === 0) return;
  await insertTriggers(db, {
    ...rest,
    pipelines: owners.map((owner) => (pipelines[owner] as Identity).id),
    limits: rest.limits as number[],
    cursors,
    nexts: nexts as string[],
  });
}

type Timed = Pick<Trigger, "schedule" | "timezone">;
type Placed = Pick<ListTriggersRow, "pipeline_id" | "ordinal" | "timezone" | "cursor_at"> & {
  schedule: unknown;
};

const triggerKey = (pipeline: number, { schedule, timezone }: Timed): string =>
  `${pipeline} ${timezone} ${canonicalJson(schedule)}`;

const timedOf = ({ schedule, timezone }: Placed): Timed => ({
  schedule: schedule as Schedule,
  timezone,
});

const placesOf = (rows: readonly Placed[]): Map<string, Date> =>
  new Map(rows.map((row) => [triggerKey(row.pipeline_id, timedOf(row)), row.cursor_at]));

/**
 * Where a renamed pipeline's trigger stands that differs by its jitter, which follows from the name: the same times before
 * jitter are accounted for, so that no date gets two runs or none.
 */
function placeOfRenamed(
  rows: readonly Placed[],
  id: number,
  trigger: Trigger,
  ordinal: number,
): Date | null {
  const steady = ({ schedule: { jitter: _, ...schedule }, timezone }: Timed) =>
    triggerKey(id, { schedule: schedule as Schedule, timezone });
  const before = rows.find((row) => row.pipeline_id === id && row.ordinal === ordinal);
  if (before === undefined || steady(timedOf(before)) !== steady(trigger)) return null;
  const offset = ({ jitter }: Schedule) => jitter?.offsetMs ?? 0;
  const later = offset(trigger.schedule) - offset(before.schedule as Schedule);
  return new Date(before.cursor_at.getTime() + later);
}
