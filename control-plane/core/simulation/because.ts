// Why a run is due then and for that date, where a calendar or a change of clocks decided it.

import { nthDay } from "../calendar/business.ts";
import { dateOf, dayOf } from "../calendar/date.ts";
import { explainDay } from "../calendar/explain.ts";
import type { CalendarLines } from "../calendar/lines.ts";
import type { DayCount } from "../calendar/named-dates.ts";
import type { DueDates } from "../calendar/on-days.ts";
import type { Schedule, Trigger } from "../pipeline.ts";
import { andList, nthText } from "../schedule/say-list.ts";
import { type Compiled, compileSchedule } from "../schedule/schedule.ts";
import { skippedAt } from "../schedule/skipped.ts";
import { structured } from "../schedule/structured.ts";
import type { Fire } from "./fire.ts";

export interface Because {
  /** Other dates whose run is this one, by `roll` and `shift`. */
  movedFrom: string[];
  /** One sentence for people; null where the schedule's own words explain it. */
  text: string | null;
}

const itself: Because = { movedFrom: [], text: null };

/** Explains fire times of one trigger, in time order. @param lines Of the calendars' files, as far as they are known. */
export function explainer(
  { schedule, timezone }: Pick<Trigger, "schedule" | "timezone">,
  lines: CalendarLines,
): (fire: Fire, localDate: string) => Because {
  const compiled = compileSchedule(schedule, timezone);
  const { dates } = compiled;
  let last: { key: string; because: Because } = { key: "", because: itself };
  return (fire, localDate) => {
    const key = `${fire.date} ${localDate}`;
    // Many fire times are of one date.
    if (dates !== null && last.key !== key)
      last = { key, because: byCalendar(schedule, dates, fire.date, localDate, lines) };
    const because = dates === null ? itself : last.because;
    const skipped = bySkipped(compiled, fire.at);
    if (skipped === null) return because;
    const { movedFrom, text } = because;
    return { movedFrom, text: text === null ? skipped : `${skipped}; ${text}` };
  };
}

function byCalendar(
  schedule: Schedule,
  dates: DueDates,
  date: string,
  localDate: string,
  lines: CalendarLines,
): Because {
  const day = dayOf(date);
  const sources = dates.sources(day, dayOf(localDate) - day);
  const others = sources.filter((source) => source !== day);
  const rule = ruleText(schedule, others, dates);
  const count = structured(schedule)?.on?.count;
  if (count?.unit === "businessDay") {
    const counted = countedText(count, dates, sources[0] ?? day);
    const text = others.length === 0 ? counted : `${counted} on ${others.map(dateOf)}${rule}`;
    return { movedFrom: others.map(dateOf), text };
  }
  if (others.length === 0) return itself;
  const words = others.length < sources.length ? "also the run of" : "moved from";
  const left = others.find((source) => !dates.compiled.has(source));
  const excluded = left === undefined ? "" : `: ${explainDay(dates.compiled, left, lines)}`;
  return {
    movedFrom: others.map(dateOf),
    text: `${words} ${others.map(dateOf).join(", ")}${rule}${excluded}`,
  };
}

/** ` (roll: next, shift: 1)`: of both what had a part in it. */
function ruleText({ days }: Schedule, others: readonly number[], { compiled }: DueDates): string {
  if (days === undefined || others.length === 0) return "";
  const rolled = others.some((source) => !compiled.has(source));
  const words = [
    ...(rolled ? [`roll: ${days.roll}`] : []),
    ...(days.shift === 0 ? [] : [`shift: ${days.shift}`]),
  ];
  return ` (${words.join(", ")})`;
}

/** `the last business day of the month (target2)`. */
function countedText({ nth, of }: DayCount, { compiled }: DueDates, day: number): string {
  const which = nth.filter((n) => nthDay(compiled, day, of, n) === day);
  return `the ${andList(which.map(nthText))} business day of the ${of} (${compiled.calendar.name})`;
}

/** `02:30 doesn't exist on 2026-03-29: clocks go from 02:00 to 03:00`; null where nothing was skipped. */
function bySkipped(compiled: Compiled, at: number): string | null {
  const skipped = skippedAt(compiled, at, shownTimes + 1);
  if (skipped === null) return null;
  const { times, before, after } = skipped;
  const clock = (second: number) => new Date(second * 1000).toISOString().slice(11, 16);
  const date = (second: number) => new Date(second * 1000).toISOString().slice(0, 10);
  const more = times.length > shownTimes ? " and more" : "";
  const shown = times.slice(0, shownTimes).map(clock).join(", ");
  const verb = times.length === 1 ? "doesn't" : "don't";
  const day = date(times[0] as number);
  const to = date(after) === day ? clock(after) : `${clock(after)} of ${date(after)}`;
  return `${shown}${more} ${verb} exist on ${day}: clocks go from ${clock(before)} to ${to}`;
}

const shownTimes = 3;
