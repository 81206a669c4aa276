// Which due times a backfill runs: those of the schedules within business dates or instants of the past.

import { businessDate, type DayRule, dayBegins } from "../business-date.ts";
import type { Pipeline, Trigger } from "../pipeline.ts";
import { numbered, slotOf } from "./due.ts";
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

/**
 * Oldest first, up to `nowMs`, at most `limit` and one more, which says that there are more. A pipeline without a
 * schedule has one a date, due when that begins; none for instants.
 */
export function backfillSlots(
  pipeline: Pick<Pipeline, "triggers" | "timezone" | "newDay">,
  range: BackfillRange,
  nowMs: number,
  limit: number,
): BackfillSlot[] {
  const { triggers, newDay } = pipeline;
  if (triggers.length === 0)
    return "from" in range ? dailySlots(pipeline, range, nowMs, limit) : [];
  const slots = new Map<string, BackfillSlot>();
  for (const trigger of triggers) {
    let found = 0;
    for (const slot of dueWithin({ ...trigger, newDay }, range, nowMs)) {
      // Equal instants of different triggers are one due time.
      if (!slots.has(slot.slot)) slots.set(slot.slot, slot);
      if (++found > limit) break;
    }
  }
  return [...slots.values()].sort((a, b) => a.at - b.at).slice(0, limit + 1);
}

function* dueWithin(
  trigger: Trigger & DayRule,
  range: BackfillRange,
  nowMs: number,
): Generator<BackfillSlot> {
  const compiled = compileSchedule(trigger.schedule, trigger.timezone);
  const [from, to] =
    "from" in range
      ? [dayBegins(range.from, trigger), dayBegins(range.to, trigger, 1)]
      : [range.fromMs, range.toMs];
  const due = occurrences(compiled, from, Math.min(to, nowMs + 1));
  for (const { at, ordinal } of numbered(due))
    yield { slot: slotOf(at, ordinal), date: businessDate(at, trigger), at };
}

function dailySlots(
  rule: DayRule,
  { from, to }: { from: string; to: string },
  nowMs: number,
  limit: number,
): BackfillSlot[] {
  const slots: BackfillSlot[] = [];
  for (let day = Temporal.PlainDate.from(from); slots.length <= limit; day = day.add({ days: 1 })) {
    const date = day.toString();
    const at = dayBegins(date, rule);
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
