// Why the schedules of a pipeline give no run for a date, or give it for another: what their calendars say of it.

import { isBeyond } from "./calendar/business.ts";
import { dateOf, dayOf } from "./calendar/date.ts";
import { explainDay } from "./calendar/explain.ts";
import type { CalendarLines } from "./calendar/lines.ts";
import type { CalendarDays, DueDates } from "./calendar/on-days.ts";
import type { Trigger } from "./pipeline.ts";
import { compileSchedule } from "./schedule/schedule.ts";
import { countsBusinessDays } from "./schedule/structured.ts";
import { type Reason, reason } from "./why-reason.ts";

/** @param date YYYY-MM-DD. @param lines Of the files, as far as they are known. */
export function calendarReasons(
  triggers: readonly Pick<Trigger, "schedule" | "timezone">[],
  date: string,
  lines: CalendarLines,
): Reason[] {
  const found = triggers.flatMap(({ schedule, timezone }) => {
    const { days } = schedule;
    const { dates, blocks } = compileSchedule(schedule, timezone);
    if (days === undefined || dates === null) return [];
    const backs = [...new Set(blocks.map(({ back }) => back))];
    const isNth = countsBusinessDays(schedule);
    return textOf(dates, days, isNth, backs, dayOf(date), lines) ?? [];
  });
  return [...new Set(found)].map((text) => reason("calendar", text));
}

/** Null where there is nothing to explain: it is due, or its schedule doesn't name the date. */
function textOf(
  dates: DueDates,
  { calendar, roll, limit, shift }: CalendarDays,
  isNth: boolean,
  backs: readonly number[],
  day: number,
  lines: CalendarLines,
): string | null {
  if (backs.some((back) => dates.has(day, back))) return null;
  const isOut = !dates.compiled.has(day);
  const explained = () => explainDay(dates.compiled, day, lines);
  if (isNth) return isOut && calendar !== null ? explained() : null;
  if (!backs.some((back) => dates.names(day, back))) return null;
  const target = dates.move(day);
  const moves = [
    ...(isOut && roll !== "skip" ? [`roll: ${roll}`] : []),
    ...(shift === 0 ? [] : [`shift: ${shift}`]),
  ];
  const rule = moves.length === 0 ? "" : ` (${moves.join(", ")})`;
  if (!isOut) return target === null ? null : `its run is for ${dateOf(target)}${rule}`;
  if (target !== null) return `${explained()}; its run is for ${dateOf(target)}${rule}`;
  const isUnmoved = roll === "skip" || isBeyond(dates.compiled.calendar, day);
  const none = isUnmoved ? "no run" : `no run: no day within ${limit} is in it${rule}`;
  return `${explained()}; ${none}`;
}
