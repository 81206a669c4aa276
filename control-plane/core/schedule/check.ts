// What is wrong or surprising about a schedule, before anything runs by it.

import type { Period } from "../calendar/business.ts";
import type { Schedule } from "../pipeline.ts";
import { parseCron } from "./cron.ts";

export interface ScheduleIssue {
  severity: "error" | "warning";
  message: string;
  help?: string;
  /** Place in the cron text, from column 1; absent for the other forms. */
  column?: number;
  length?: number;
}

const daySeconds = 86_400;
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Errors must stop a deployment; warnings state what a reader might not expect. */
export function checkSchedule(schedule: Schedule): ScheduleIssue[] {
  if ("cron" in schedule) return parseCron(schedule.cron, schedule.dialect).issues;
  if ("daily" in schedule) return schedule.daily.filter(isNoClock).map(noClock);
  if ("nth" in schedule) return checkNth(schedule);
  return checkInterval(schedule);
}

/** Most business days that a period can have, weekends counted: a calendar may be one of all days. */
const longest: Record<Period, number> = { week: 7, month: 31, quarter: 92, year: 366 };

function checkNth({ nth, of, at }: Extract<Schedule, { nth: number[] }>): ScheduleIssue[] {
  const clocks = at.filter(isNoClock).map(noClock);
  const beyond = nth.filter((n) => n === 0 || Math.abs(n) > longest[of]);
  return [
    ...clocks,
    ...beyond.map(
      (n): ScheduleIssue => ({
        severity: "error",
        message:
          n === 0 ? "there is no business day 0" : `no ${of} has ${Math.abs(n)} business days`,
        help: "write 1 for the first, -1 for the last",
      }),
    ),
  ];
}

const isNoClock = (time: string): boolean => !clock.test(time);

const noClock = (time: string): ScheduleIssue => ({
  severity: "error",
  message: `"${time}" is not a time of day`,
  help: "write HH:MM, from 00:00 to 23:59",
});

function checkInterval(schedule: Extract<Schedule, { everyMs: number }>): ScheduleIssue[] {
  const { everyMs, from, until } = schedule;
  const issues = [from, until]
    .filter((time) => time !== null && isNoClock(time))
    .map((time) => noClock(time ?? ""));
  if (issues.length > 0) return issues;
  const seconds = everyMs / 1000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > daySeconds)
    return [
      {
        severity: "error",
        message: "`every` must be whole seconds, from 1s to 24h",
        help: "use cron text for days",
      },
    ];
  if (until !== null && until < (from ?? "00:00"))
    return [
      {
        severity: "error",
        message: "this never fires: `until` is before `from`",
        help: "a window ends on the day it began; use two triggers for one over midnight",
      },
    ];
  if (until === null && daySeconds % seconds !== 0)
    return [
      {
        severity: "warning",
        message: "`every` does not divide 24 hours, so it starts again each midnight",
        help: "use a length that divides 24h",
      },
    ];
  return [];
}
