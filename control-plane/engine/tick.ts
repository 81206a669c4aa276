// One pass of the scheduler: due times become runs, or rows that say why not.

import { businessDate } from "#core/business-date.ts";
import type { Missed, Schedule, Trigger } from "#core/pipeline.ts";
import { type DueSlot, dueSlots } from "#core/schedule/due.ts";
import { compileSchedule, next } from "#core/schedule/schedule.ts";
import type { Db } from "#store/connect.ts";
import { advanceTriggers, createRuns, dueTriggers, triggersOf } from "#store/triggers.sql.ts";

export type DueTrigger = Awaited<ReturnType<typeof dueTriggers>>[number];

/** Triggers that one transaction takes, and the others of their pipelines; the rest is the next pass's, at once. */
const triggersPerPass = 2_000;
/** Runs that one statement makes. */
const runsPerCall = 2_000;
/** Most due times of one trigger that one pass settles: three months of minutes; the rest follows. */
const slotsPerTrigger = 131_072;

/**
 * Materialises everything that is due at `now` (the database's clock). Call it in a transaction.
 * Returns how many triggers were moved on, how many runs were made, and whether more may be due.
 */
export async function tick(
  db: Db,
  now: Date,
): Promise<{ triggers: number; runs: number; more: boolean }> {
  const due = await dueTriggers(db, { now, limit: String(triggersPerPass) });
  const runs = await settle(db, due, now);
  return { triggers: due.length, runs, more: due.length >= triggersPerPass };
}

/** Settles what is due of some pipelines before an apply changes them: it happened under the old revision. */
export async function tickPipelines(db: Db, pipelines: number[], now: Date): Promise<void> {
  await settle(db, await triggersOf(db, { pipelines, now }), now);
}

/** Records everything that is due as passed over for one reason, whatever the schedules say of what they missed. */
export async function passOver(db: Db, now: Date, reason: string): Promise<number> {
  for (let rows = 0; ; ) {
    const due = await dueTriggers(db, { now, limit: String(triggersPerPass) });
    if (due.length === 0) return rows;
    rows += await settle(db, due, now, reason);
  }
}

async function settle(
  db: Db,
  due: readonly DueTrigger[],
  now: Date,
  passedOver: string | null = null,
): Promise<number> {
  if (due.length === 0) return 0;
  // Each distinct schedule is computed once, however many pipelines have it.
  const known = new Map<string, Progress>();
  const moved = due.map((trigger) => {
    const key = JSON.stringify([
      trigger.schedule,
      trigger.timezone,
      trigger.missed,
      trigger.missed_limit,
      trigger.cursor_at,
    ]);
    const progress = known.get(key) ?? advance(trigger, now.getTime());
    known.set(key, progress);
    return { trigger, ...progress };
  });
  const slots = moved.flatMap(({ trigger, slots }) =>
    slots.map((slot) => ({
      pipeline: trigger.pipeline_id,
      rule: { timezone: trigger.timezone, newDay: trigger.new_day },
      ...slot,
    })),
  );
  // Of triggers that coincide one may pass over what another runs: the run wins the slot.
  slots.sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null));
  let made = 0;
  for (let at = 0; at < slots.length; at += runsPerCall) {
    const part = slots.slice(at, at + runsPerCall);
    const rows = await createRuns(db, {
      pipelines: part.map((slot) => slot.pipeline),
      slots: part.map((slot) => slot.slot),
      dates: part.map((slot) => businessDate(slot.at, slot.rule)),
      dues: part.map((slot) => new Date(slot.at)),
      reasons: part.map((slot) => passedOver ?? slot.reason) as string[],
      kind: "schedule",
      params: {},
      actor: null,
      parentTrace: null,
    });
    made += rows.length;
  }
  await advanceTriggers(db, {
    pipelines: moved.map(({ trigger }) => trigger.pipeline_id),
    ordinals: moved.map(({ trigger }) => trigger.ordinal),
    cursors: moved.map(({ cursor }) => new Date(cursor)),
    nexts: moved.map(({ nextAt }) => (nextAt === null ? null : new Date(nextAt))) as Date[],
  });
  return made;
}

interface Progress {
  slots: DueSlot[];
  cursor: number;
  nextAt: number | null;
}

function advance(row: DueTrigger, nowMs: number): Progress {
  const trigger: Trigger = {
    schedule: row.schedule as Schedule,
    timezone: row.timezone,
    missed:
      row.missed_limit === null
        ? (row.missed as Missed)
        : { policy: "all", limit: row.missed_limit },
  };
  const slots = dueSlots(trigger, row.cursor_at.getTime(), nowMs, slotsPerTrigger);
  const cursor = slots.length >= slotsPerTrigger ? (slots.at(-1)?.at ?? nowMs) : nowMs;
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  return { slots, cursor, nextAt: next(compiled, cursor) };
}
