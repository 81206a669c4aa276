// A year of a calendar for people: twelve months, and each day that its weekdays don't explain.

import { monthLength, monthNames, weekday } from "../schedule/civil.ts";
import { dateOf, dayNumber, dayOf } from "./date.ts";
import type { CompiledCalendar } from "./days.ts";
import { explainDay } from "./explain.ts";
import type { CalendarLines } from "./lines.ts";

export interface ShownDay {
  date: string;
  isIn: boolean;
  /** What decides it, with file and line. */
  because: string;
}

export function daysOfYear(
  compiled: CompiledCalendar,
  year: number,
  lines: CalendarLines,
): ShownDay[] {
  const days: ShownDay[] = [];
  for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day++)
    days.push({
      date: dateOf(day),
      isIn: compiled.has(day),
      because: explainDay(compiled, day, lines),
    });
  return days;
}

const weekWidth = 20;
const monthsBeside = 3;

/** Months in rows of three; days that are in are numbers, the others dots. Weeks begin on Monday. */
export function yearText({ has }: Pick<CompiledCalendar, "has">, year: number): string[] {
  const months = monthNames.map((name, index) => monthText(has, year, index + 1, name));
  const rows: string[] = [];
  for (let first = 0; first < months.length; first += monthsBeside) {
    const beside = months.slice(first, first + monthsBeside);
    const height = Math.max(...beside.map((lines) => lines.length));
    if (first > 0) rows.push("");
    for (let line = 0; line < height; line++)
      rows.push(
        beside
          .map((lines) => (lines[line] ?? "").padEnd(weekWidth))
          .join("   ")
          .trimEnd(),
      );
  }
  return rows;
}

function monthText(
  has: CompiledCalendar["has"],
  year: number,
  month: number,
  name: string,
): string[] {
  const first = dayNumber(year, month, 1);
  const cells = Array.from({ length: (weekday(first) + 6) % 7 }, () => "  ");
  for (let day = 1; day <= monthLength(year, month); day++)
    cells.push((has(first + day - 1) ? `${day}` : "·").padStart(2));
  const weeks: string[] = [];
  for (let at = 0; at < cells.length; at += 7) weeks.push(cells.slice(at, at + 7).join(" "));
  return [name, "Mo Tu We Th Fr Sa Su", ...weeks];
}

/** Days about which the week alone says nothing: left out though its weekdays have them, and in though they don't. */
export function notableDays(
  compiled: CompiledCalendar,
  year: number,
  lines: CalendarLines,
): ShownDay[] {
  const { weekdays } = compiled.calendar;
  const isPlain = (date: string): boolean => {
    const { part } = compiled.decide(dayOf(date));
    return part === "weekdays" || part === "from" || part === "until" || part === null;
  };
  // Of a list of days those are told that are in it.
  return daysOfYear(compiled, year, lines).filter(
    ({ date, isIn }) =>
      !isPlain(date) && (weekdays !== null || isIn || compiled.calendar.days.length === 0),
  );
}
