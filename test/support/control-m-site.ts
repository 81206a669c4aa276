// What a site of Control-M says beside its exports: calendars of some years, New Day, zones.

import { dateOf, dayOf, daysFrom } from "#core/calendar/date.ts";
import { calendarOf } from "#migrators/sources/control-m/calendars.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";

const days = daysFrom(dayOf("2025-01-01"), dayOf("2030-01-01"));
const isWeekday = (day: number) => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay());
const isHoliday = (day: number) => /-(?:01-01|12-25|04-06)$/.test(dateOf(day));
/** Of two months each, in turn. */
const letter = (day: number) => (Number(dateOf(day).slice(5, 7)) % 2 ? "A" : "B");

const work = days.filter((day) => isWeekday(day) && !isHoliday(day));

/** WORK are Monday to Friday without HOL; PER has the periods A and B. */
export const workSite: Site = {
  ...{ newDay: "05:00", timezone: "Europe/Berlin", weekStart: "monday", dateStandard: "mmdd" },
  zones: { EST: "America/New_York" },
  userDailies: { EVENING: "20:00", DAILY1: "18:30" },
  calendars: new Map([
    ["WORK", calendarOf("WORK", work)],
    ["HOL", calendarOf("HOL", days.filter(isHoliday))],
    ["PER", calendarOf("PER", work, { periods: new Map(work.map((day) => [day, letter(day)])) })],
  ]),
};
