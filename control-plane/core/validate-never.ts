// A schedule that its calendar never lets fire: sound by itself, and without a day that both have.

import type { TriggerSpec } from "#schemas/types.ts";
import type { Calendar } from "./calendar/calendar.ts";
import { dayNumber, dayOf } from "./calendar/date.ts";
import { explainDay } from "./calendar/explain.ts";
import type { CalendarLines } from "./calendar/lines.ts";
import { placeText } from "./calendar/lines.ts";
import type { CalendarDays } from "./calendar/on-days.ts";
import { type CalendarFile, type CalendarSource, calendarName } from "./calendar/read.ts";
import { normalizeTriggerSchedule } from "./normalize-schedule.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { type Compiled, compileSchedule, next } from "./schedule/schedule.ts";
import { countsBusinessDays } from "./schedule/structured.ts";

export interface CalendarsOfTriggers {
  calendars: CalendarSource;
  /** Name of the pipeline's calendar. */
  calendar: string | undefined;
  newDay: string;
}

/** @param trigger With a schedule that has no errors by itself, and its dialect. */
export function checkNever(
  trigger: TriggerSpec & { schedule: NonNullable<TriggerSpec["schedule"]> },
  dialect: Dialect,
  { calendars, calendar, newDay }: CalendarsOfTriggers,
  place: { path: Path; file: SpecFile },
  problems: Problem[],
): void {
  const named = (name: string | undefined): CalendarFile | undefined =>
    name === undefined ? undefined : calendars.calendar(name);
  const [own, shared] = [named(trigger.calendar), named(calendar)];
  // A calendar that has errors, or isn't there, was reported.
  if (trigger.calendar !== undefined && !own?.calendar) return;
  const file = own ?? shared;
  const { schedule: written, roll, shift } = trigger;
  const key = JSON.stringify([written, dialect, roll, shift, newDay]);
  if (file !== undefined && sound.get(file)?.has(key)) return;
  const schedule = normalizeTriggerSchedule(
    { ...trigger, dialect },
    own?.calendar ?? null,
    shared?.calendar ?? null,
    newDay,
  );
  const { days } = schedule;
  if (days === undefined || (days.calendar === null && !countsBusinessDays(schedule))) return;
  const compiled = compileSchedule(schedule, "UTC");
  if (everFires(compiled, days.calendar)) {
    if (file !== undefined) sound.getOrInsert(file, new Set()).add(key);
    return;
  }
  const message = `this never fires: ${reasonOf(days, countsBusinessDays(schedule))}`;
  const help = helpOf(compiled, days, countsBusinessDays(schedule), linesOf(file, calendars));
  problems.push({ ...place, at: "value", code: "invalid-schedule", message, help });
}

/** Schedules that fire, by the calendar that keeps them: an estate has few distinct ones. */
const sound = new WeakMap<CalendarFile, Set<string>>();

/** Whether some day that the calendar tells of has a due time. */
function everFires(compiled: Compiled, calendar: Calendar | null): boolean {
  const [first, end] = rangeOf(calendar);
  // Due times before new day are on the clock's day after the date, those over midnight up to two.
  return next(compiled, first * dayMs - 1, (end + 2) * dayMs) !== null;
}

const dayMs = 86_400_000;

/** Day numbers of which the calendar tells something. */
const rangeOf = (calendar: Calendar | null): [number, number] => [
  calendar?.from ? dayOf(calendar.from) : dayNumber(1990, 1, 1),
  calendar?.until ? dayOf(calendar.until) + 1 : dayNumber(2200, 1, 1),
];

const nameOf = (calendar: Calendar | null): string => calendar?.name ?? "Monday to Friday";

function reasonOf({ calendar, roll }: CalendarDays, isCounted: boolean): string {
  const name = nameOf(calendar);
  if (isCounted) return `no business day of ${name} is one that it names`;
  const rolled = roll === "skip" ? "" : `, and \`roll: ${roll}\` finds none near`;
  return `${name} has no day that it names${rolled}`;
}

function helpOf(
  { dates, blocks }: Compiled,
  { calendar, roll }: CalendarDays,
  isCounted: boolean,
  lines: CalendarLines,
): string {
  const fewer = "count fewer, count in a longer period, or leave `weekdays` and `months` out";
  if (dates === null || calendar === null) return fewer;
  const { name, weekdays, from, until } = calendar;
  const placeOf = (part: "weekdays" | "days" | "from" | "until" | null) =>
    placeText(lines, name, { isIn: false, part, index: null });
  if (isCounted)
    return `${placeOf(weekdays === null ? "days" : "weekdays")} says what business days are; ${fewer}`;
  for (const day of examples(calendar))
    if (blocks.some(({ back }) => dates.names(day, back)))
      return `${explainDay(dates.compiled, day, lines)}; ${
        roll === "skip" ? "name other days, or move it with `roll: next`" : "raise `limit`"
      }`;
  const ends = [from === null ? "" : ` from ${from}`, until === null ? "" : ` until ${until}`];
  const place = placeOf(until === null ? "from" : "until");
  return `${name} has days only${ends.join("")} (${place}); name days of that time`;
}

/** Days to show as an example: of these years rather than of 1990, where there is one. */
function* examples(calendar: Calendar): Generator<number> {
  const [start, end] = rangeOf(calendar);
  const near = Math.max(start, dayNumber(2026, 1, 1));
  for (let day = near; day < end; day++) yield day;
  for (let day = start; day < Math.min(near, end); day++) yield day;
}

/** Of the file and of those that it refers to. */
function linesOf(file: CalendarFile | undefined, calendars: CalendarSource): CalendarLines {
  const names = [file?.path ?? "", ...(file?.uses ?? [])].flatMap(
    (path) => calendarName(path) ?? [],
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const found = calendars.calendar(name);
      return found ? [[name, found.lines()]] : [];
    }),
  );
}
