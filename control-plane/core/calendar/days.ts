// Whether a day is in a calendar, and what decides it.

import { memoByKey } from "../memo.ts";
import type { Calendar, RuleList } from "./calendar.ts";
import { dayOf } from "./date.ts";
import { isOn } from "./rule.ts";
import { compileRules, type RuleOf } from "./rule-list.ts";

/** The part of a calendar's file that decides about a day; `index` is that of its entry. */
export interface Decision {
  isIn: boolean;
  part: "from" | "until" | "weekdays" | "within" | RuleList | null;
  index: number | null;
}

/** Days are day numbers: 0 is 1970-01-01. */
export interface CompiledCalendar {
  calendar: Calendar;
  has(day: number): boolean;
  decide(day: number): Decision;
}

/** An estate has a few dozen, each with some versions, of a few kB. */
const mostCharacters = 4_000_000;

/** Equal calendars share the result. */
export const compileCalendar = memoByKey<Calendar, CompiledCalendar>(
  JSON.stringify,
  makeCompiled,
  mostCharacters,
);

function makeCompiled(calendar: Calendar): CompiledCalendar {
  const { weekdays, from, until } = calendar;
  const first = from === null ? Number.NEGATIVE_INFINITY : dayOf(from);
  const last = until === null ? Number.POSITIVE_INFINITY : dayOf(until);
  const within = calendar.within.map(compileCalendar);
  const rules = (list: RuleList): RuleOf =>
    compileRules(calendar[list], calendar, (other) => compileCalendar(other).has);
  const [days, except, also] = [rules("days"), rules("except"), rules("also")];
  const isOpen = weekdays === null && calendar.days.length === 0;
  const decide = (day: number): Decision => {
    if (day < first) return { isIn: false, part: "from", index: null };
    if (day > last) return { isIn: false, part: "until", index: null };
    const added = also(day);
    if (added !== null) return { isIn: true, part: "also", index: added };
    const excepted = except(day);
    if (excepted !== null) return { isIn: false, part: "except", index: excepted };
    const outside = within.findIndex((other) => !other.has(day));
    if (outside >= 0) return { isIn: false, part: "within", index: outside };
    if (isOpen) return { isIn: true, part: null, index: null };
    if (weekdays !== null && isOn(day, weekdays))
      return { isIn: true, part: "weekdays", index: null };
    const index = days(day);
    if (index !== null) return { isIn: true, part: "days", index };
    return { isIn: false, part: weekdays === null ? "days" : "weekdays", index: null };
  };
  return { calendar, decide, has: (day) => decide(day).isIn };
}

/** Monday to Friday: what business days are where no calendar says it. */
export const mondayToFriday: Calendar = {
  name: "Monday to Friday",
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  ...{ days: [], within: [], except: [], also: [], from: null, until: null },
};

/** What a schedule without a calendar keeps to. */
export const everyDay: Calendar = { ...mondayToFriday, name: "every day", weekdays: null };

/** @param date YYYY-MM-DD. */
export const isIn = (calendar: Calendar, date: string): boolean =>
  compileCalendar(calendar).has(dayOf(date));
