// Calendars for the simulation: Tuesday is a day off, few days are any, Sundays count; and one that ends.

import type { Calendar, Weekday } from "#core/calendar/calendar.ts";
import type { DateRule } from "#core/conditions/condition.ts";

const calendar = (name: string, fields: Partial<Calendar>): Calendar => ({
  ...{ name, weekdays: null, days: [], within: [], except: [], also: [], from: null, until: null },
  ...fields,
});
const dates = (...all: string[]) => all.map((date) => ({ date }));
const workdays: Weekday[] = ["mon", "tue", "wed", "thu", "fri"];

/** The simulation begins on Monday 2026-01-05. Their rules are dates, with a year or without. */
export const simulatedCalendars: [Calendar, ...Calendar[]] = [
  calendar("epiphany", { weekdays: workdays, except: dates("01-06") }),
  calendar("few", { days: dates("2026-01-02", "2026-01-04", "01-05", "2026-01-08") }),
  calendar("gulf", {
    weekdays: ["sun", "mon", "tue", "wed", "thu"],
    ...{ except: dates("2026-01-04"), also: dates("2026-01-03", "2026-01-09") },
  }),
  calendar("ends", { weekdays: workdays, from: "2026-01-02", until: "2026-01-07" }),
];

export const businessRules: [DateRule, ...DateRule[]] = [
  ...([{ businessDays: -1 }, { businessDays: -1 }, { businessDays: 1 }] as const),
  ...([{ businessDays: -2 }, { businessDays: 2 }] as const),
];
