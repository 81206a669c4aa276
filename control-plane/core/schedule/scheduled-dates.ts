// The business dates before and after one by a pipeline's own schedules, of a task those that are its days: what `previous`
// and `next` mean.

import { businessDate, type DayRule } from "../business-date.ts";
import { dateOf, dayOf } from "../calendar/date.ts";
import { compileOnlyOn, type OnlyOn } from "../calendar/only-on.ts";
import type { Pipeline, Trigger } from "../pipeline.ts";
import { dueAround } from "./around.ts";

type Scheduled = Pick<Pipeline, "triggers" | "newDay">;
interface Dates {
  previous: string | null;
  next: string | null;
}

/** Null on a side where no schedule is due, within eight years before. @param onlyOn Days of the task that asks. */
export function scheduledDates(pipeline: Scheduled, date: string, onlyOn?: OnlyOn): Dates {
  if (onlyOn === undefined) return around(pipeline, date);
  const { has } = compileOnlyOn(onlyOn);
  return {
    previous: nearest(pipeline, dayOf(date), "previous", has),
    next: nearest(pipeline, dayOf(date), "next", has),
  };
}

/** Days that are looked at on either side: eight years, as far as schedules are. */
const mostDays = 2_924;

/** The nearest day on one side that is one of the task's and on which the pipeline is due: each in turn skips what the other lacks. */
function nearest(
  pipeline: Scheduled,
  from: number,
  side: keyof Dates,
  has: (day: number) => boolean,
): string | null {
  const step = side === "previous" ? -1 : 1;
  for (let day = from + step; Math.abs(day - from) <= mostDays; ) {
    if (!has(day)) {
      day += step;
      continue;
    }
    const due = around(pipeline, dateOf(day - step))[side];
    if (due === null) return null;
    if (dayOf(due) === day) return due;
    day = dayOf(due);
  }
  return null;
}

function around({ triggers, newDay }: Scheduled, date: string): Dates {
  const dates = triggers.map((trigger) => datesOf({ ...trigger, newDay }, date));
  const previous = dates.flatMap((one) => one.previous ?? []).sort();
  const following = dates.flatMap((one) => one.next ?? []).sort();
  return { previous: previous.at(-1) ?? null, next: following[0] ?? null };
}

function datesOf(trigger: Pick<Trigger, "schedule"> & DayRule, date: string): Dates {
  const { before, after } = dueAround(trigger, date);
  return {
    previous: before === null ? null : businessDate(before, trigger),
    next: after === null ? null : businessDate(after, trigger),
  };
}
