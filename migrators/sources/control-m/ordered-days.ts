// The days of a selection by the legacy rules, month by month. This is the legacy side of the comparison: it shares
// nothing with the schedule engine but the arithmetic of dates.

import { dayNumber, dayOf } from "#core/calendar/date.ts";
import { civilDate, monthLength, weekday } from "#core/schedule/civil.ts";
import { type Calendar, markedFrom, shifted } from "./calendars.ts";
import type { DayTerm } from "./day-terms.ts";
import type { Confirmation, DaySelection } from "./select-days.ts";

/** A day may be moved from a month away, or by 62 working days of a sparse calendar. */
export const reach = 400;

/** Periods of a periodic calendar may have gaps; a longer one than these days begins a new period. */
const longestGap = 33;

interface Sides {
  chosen: Set<number>;
  /** These beat what is chosen, on either side. */
  barred: Set<number>;
  /** Chosen whatever the months say. */
  anyMonth: Set<number>;
}

/** Business dates, as day numbers from `from` to before `to`, ascending. */
export function orderedDays(selection: DaySelection, from: number, to: number): number[] {
  const { confirm, dates } = selection;
  const [first, last] = confirm ? [from - reach, to + reach] : [from, to];
  const candidates = dates ? ofDates(dates, from, to) : ofSides(selection, first, last);
  const moved = confirm && !dates ? candidates.map((day) => movedBy(day, confirm)) : candidates;
  const days = moved.filter((day): day is number => day !== null && day >= from && day < to);
  return [...new Set(days)].sort((a, b) => a - b);
}

function ofDates(dates: readonly string[], from: number, to: number): number[] {
  const found: number[] = [];
  for (let year = civilDate(from).year; year <= civilDate(to).year; year++)
    for (const date of dates) {
      const [month = 1, day = 1] = date.split("-").map(Number);
      if (day <= monthLength(year, month)) found.push(dayOf(`${year}-${date}`));
    }
  return found;
}

/** Where a confirmation calendar has a day; null: nowhere. */
export function movedBy(day: number, { calendar, lacking, shift }: Confirmation): number | null {
  if (calendar.marked.has(day) || lacking === "keep") return shifted(calendar, day, shift);
  if (lacking === "skip") return null;
  const near = markedFrom(calendar, day, lacking === "next" ? 1 : -1);
  return near === null ? null : shifted(calendar, near, shift);
}

function ofSides(selection: DaySelection, from: number, to: number): number[] {
  const { days, weekdays, both, months, activeFrom, activeTill } = selection;
  if (days === null && weekdays === null) return [];
  const ofMonth = sidesOf(days, selection.daysCalendar, from, to, monthSide);
  const week = (...all: Parameters<typeof monthSide>) => weekSide(selection.weekStart ?? 1, ...all);
  const ofWeek = sidesOf(weekdays, selection.weeksCalendar, from, to, week);
  const isActive = activity(activeFrom, activeTill);
  const found: number[] = [];
  for (let day = from; day < to; day++) {
    const onMonth = ofMonth?.chosen.has(day);
    const onWeek = ofWeek?.chosen.has(day);
    // A side that isn't given counts as every day under AND, and as none under OR.
    const chosen = both ? (onMonth ?? true) && (onWeek ?? true) : (onMonth ?? onWeek) || onWeek;
    if (!chosen || ofMonth?.barred.has(day) || ofWeek?.barred.has(day) || !isActive(day)) continue;
    const anyMonth = ofMonth?.anyMonth.has(day) || ofWeek?.anyMonth.has(day);
    if (anyMonth || months[civilDate(day).month - 1]) found.push(day);
  }
  return found;
}

/** From later than till: all but what lies between them. */
function activity(from: number | null, till: number | null): (day: number) => boolean {
  if (from !== null && till !== null && from > till) return (day) => day >= from || day <= till;
  return (day) => (from === null || day >= from) && (till === null || day <= till);
}

type Side = (term: DayTerm, calendar: Calendar | null, month: number[], into: Sides) => void;

/** What a side chooses from a month before to a month after, since days move over a month's end. */
function sidesOf(
  terms: readonly DayTerm[] | null,
  calendar: Calendar | null,
  from: number,
  to: number,
  side: Side,
): Sides | null {
  if (terms === null) return null;
  const into: Sides = { chosen: new Set(), barred: new Set(), anyMonth: new Set() };
  for (const term of terms) {
    if (term.form === "inPeriod") {
      if (calendar) choosePeriod(term, calendar, into);
      continue;
    }
    for (let at = from - 62; at < to + 62; ) {
      const { year, month } = civilDate(at);
      const first = dayNumber(year, month, 1);
      const length = monthLength(year, month);
      side(
        term,
        calendar,
        Array.from({ length }, (_, index) => first + index),
        into,
      );
      at = first + length;
    }
  }
  return into;
}

const marked = (calendar: Calendar | null, days: number[]): number[] =>
  calendar ? days.filter((day) => calendar.marked.has(day)) : days;

/** Chooses one day of its span, or all working days of the span but that one. */
function choose(day: number | undefined, not: boolean, span: number[], into: Sides): void {
  if (not) {
    for (const each of span) into.chosen.add(each);
    if (day !== undefined) into.barred.add(day);
  } else if (day !== undefined) into.chosen.add(day);
}

function monthSide(term: DayTerm, calendar: Calendar | null, month: number[], into: Sides): void {
  const working = marked(calendar, month);
  switch (term.form) {
    case "all":
      for (const day of working) into.chosen.add(day);
      break;
    case "nth":
      choose(working[term.n - 1], term.not, working, into);
      break;
    case "last":
      choose(working[working.length - term.n], term.not, working, into);
      break;
    case "day":
    case "with":
    case "next":
    case "previous":
      chooseDay(term.form, month[term.n - 1], term.not, working, calendar, into);
  }
}

function chooseDay(
  form: "day" | "with" | "next" | "previous",
  day: number | undefined,
  not: boolean,
  working: number[],
  calendar: Calendar | null,
  into: Sides,
): void {
  if (form === "with") for (const each of working) into.chosen.add(each);
  if (not || form === "with") choose(day, not, working, into);
  if (not || form === "with" || day === undefined) return;
  if (form === "day") {
    if (!calendar || calendar.marked.has(day)) into.chosen.add(day);
    return;
  }
  const near = calendar && markedFrom(calendar, day, form === "next" ? 1 : -1);
  if (near !== null) into.chosen.add(near);
}

function weekSide(
  weekStart: 1 | 7,
  term: DayTerm,
  calendar: Calendar | null,
  month: number[],
  into: Sides,
): void {
  const isoOf = (day: number): number => weekday(day) || 7;
  // 1 is the week's first day, 0 its last.
  const isoOfNumber = (n: number): number => ((weekStart - 1 + (n + 6)) % 7) + 1;
  const working = marked(calendar, month);
  switch (term.form) {
    case "all":
      for (const day of working) into.chosen.add(day);
      break;
    case "day":
    case "with":
    case "next":
    case "previous":
    case "named": {
      const iso = term.form === "named" ? term.weekday : isoOfNumber(term.n);
      const form = term.form === "named" ? term.as : term.form;
      const fitting = month.filter((day) => isoOf(day) === iso);
      for (const day of fitting) chooseDay(form, day, term.not, working, calendar, into);
      break;
    }
    case "nth":
    case "last":
      // Weeks that begin in the month: each week once, whatever month its days are of.
      for (const first of month.filter((day) => isoOf(day) === weekStart)) {
        const week = marked(
          calendar,
          Array.from({ length: 7 }, (_, index) => first + index),
        );
        const at = term.form === "nth" ? term.n - 1 : week.length - term.n;
        choose(week[at], term.not, week, into);
      }
      break;
    case "inWeek": {
      const iso = term.weekday ?? isoOfNumber(term.n as number);
      if (!calendar) {
        const day = month.filter((each) => isoOf(each) === iso)[term.week - 1];
        choose(day, term.not, month, into);
        break;
      }
      // A week over two months counts for the earlier one: the month's weeks are those that begin in it.
      const first = month.filter((day) => isoOf(day) === weekStart)[term.week - 1];
      const day = first === undefined ? undefined : first + ((iso - weekStart + 7) % 7);
      const isWorking = day !== undefined && calendar.marked.has(day);
      choose(isWorking ? day : undefined, term.not, working, into);
    }
  }
}

function choosePeriod(
  term: DayTerm & { form: "inPeriod" },
  { days, periods }: Calendar,
  into: Sides,
): void {
  const runs = new Map<string, number[][]>();
  for (const day of days) {
    const period = periods?.get(day);
    if (period === undefined || (term.period !== "*" && period !== term.period)) continue;
    const known = runs.get(period) ?? [];
    runs.set(period, known);
    const run = known.at(-1);
    if (run && day - (run.at(-1) as number) <= longestGap) run.push(day);
    else known.push([day]);
  }
  const own: Sides = { chosen: new Set(), barred: into.barred, anyMonth: into.anyMonth };
  for (const run of [...runs.values()].flat())
    choose(run[term.fromEnd ? run.length - term.n : term.n - 1], term.not, run, own);
  for (const day of own.chosen) {
    into.chosen.add(day);
    into.anyMonth.add(day);
  }
}
