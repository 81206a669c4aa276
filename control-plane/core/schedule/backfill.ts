// Which due times a backfill runs: those of the schedules within business dates or instants of the past.

import type { Pipeline, Trigger } from "../pipeline.ts";
import { businessDate, slotOf } from "./due.ts";
import { compileSchedule, occurrences } from "./schedule.ts";

export type BackfillRange =
  /** Business dates, both included. */
  | { from: string; to: string }
  /** Milliseconds since 1970; the end is not included. */
  | { fromMs: number; toMs: number };

export interface BackfillSlot {
  /** Of the due time, `t:<instant>#0`; of a pipeline without a schedule `d:<date>`. */
  slot: string;
  /** YYYY-MM-DD. */
  date: string;
  /** Milliseconds since 1970. */
  at: number;
}

const dayMs = 86_400_000;

/**
 * Oldest first, up to `nowMs`, at most `limit` and one more, which says that there are more. A pipeline without a
 * schedule has one a date, due when the day begins in its zone; none for instants.
 */
export function backfillSlots(
  { triggers, timezone }: Pick<Pipeline, "triggers" | "timezone">,
  range: BackfillRange,
  nowMs: number,
  limit: number,
): BackfillSlot[] {
  if (triggers.length === 0)
    return "from" in range ? dailySlots(timezone, range, nowMs, limit) : [];
  const slots = new Map<number, BackfillSlot>();
  for (const trigger of triggers) {
    let found = 0;
    for (const slot of dueWithin(trigger, range, nowMs)) {
      // Equal instants of different triggers are one due time.
      if (!slots.has(slot.at)) slots.set(slot.at, slot);
      if (++found > limit) break;
    }
  }
  return [...slots.values()].sort((a, b) => a.at - b.at).slice(0, limit + 1);
}

function* dueWithin(
  { schedule, timezone }: Trigger,
  range: BackfillRange,
  nowMs: number,
): Generator<BackfillSlot> {
  const compiled = compileSchedule(schedule, timezone);
  // A local date lies within a day and a half of the same date in UTC.
  const [from, to] =
    "from" in range
      ? [Date.parse(range.from) - 2 * dayMs, Date.parse(range.to) + 3 * dayMs]
      : [range.fromMs, range.toMs];
  for (const at of occurrences(compiled, from, Math.min(to, nowMs + 1))) {
    const date = businessDate(at, timezone);
    if ("from" in range && (date < range.from || date > range.to)) continue;
    yield { slot: slotOf(at), date, at };
  }
}

function dailySlots(
  timezone: string,
  { from, to }: { from: string; to: string },
  nowMs: number,
  limit: number,
): BackfillSlot[] {
  const slots: BackfillSlot[] = [];
  for (let day = Temporal.PlainDate.from(from); slots.length <= limit; day = day.add({ days: 1 })) {
    const date = day.toString();
    const at = day.toZonedDateTime(timezone).epochMilliseconds;
    if (date > to || at > nowMs) break;
    slots.push({ slot: `d:${date}`, date, at });
  }
  return slots;
}

/** How long `runs` runs take, `atATime` together, each as long as those before; null when nobody knows. */
export const estimateMs = (
  runs: number,
  atATime: number,
  durationMs: number | null,
): number | null => (durationMs === null ? null : Math.ceil(runs / atATime) * durationMs);
