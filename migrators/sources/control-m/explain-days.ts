// What a selection of days says of one date: the evaluator is asked about each of its parts alone.

import { dateOf } from "#core/calendar/date.ts";
import { civilDate, monthLength, weekday } from "#core/schedule/civil.ts";
import { type Reason, reason, weekdayName } from "#migrators/explanation.ts";
import type { Calendar } from "./calendars.ts";
import type { DayTerm } from "./day-terms.ts";
import { type Fields, sourcesOf } from "./definition.ts";
import { monthAttributes } from "./names.ts";
import { movedBy, orderedDays, reach } from "./ordered-days.ts";
import { type Confirmation, type DaySelection, type Problem, selectDays } from "./select-days.ts";
import type { Site } from "./site.ts";

type Side = "DAYS" | "WEEKDAYS";

const everyDay: readonly DayTerm[] = [{ text: "ALL", not: false, form: "all" }];
const everyMonth: readonly boolean[] = Array.from({ length: 12 }, () => true);
/** More dates that move to one are counted only. */
const movedShown = 3;

/** All of these hold on a date that the definition's own attributes select; or why nobody can tell. */
export function dayReasons(
  fields: Fields,
  site: Site,
  day: number,
): { reasons: Reason[] } | { problems: readonly Problem[] } {
  const selection = selectDays(fields, site);
  if ("problems" in selection) return selection;
  const { confirm, dates, days, weekdays } = selection;
  if (dates) {
    const holds = selects(selection, day);
    const text = `DATE lists the only dates that count, and ${holds ? "has" : "lacks"} this one`;
    return { reasons: [reason(holds, text, sourcesOf(fields, ["DATE"]))] };
  }
  if (days === null && weekdays === null) {
    const from = sourcesOf(fields, ["DAYS", "WEEKDAYS"]);
    return { reasons: [reason(false, "it selects no days: no DAYS, no WEEKDAYS, no DATE", from)] };
  }
  const own = ownReasons(fields, selection, day);
  if (!confirm) return { reasons: own };
  return { reasons: [confirmReason(fields, selection, confirm, own, day)] };
}

const selects = (selection: DaySelection, day: number): boolean =>
  orderedDays(selection, day, day + 1).length > 0;

/** Whether these terms alone, in every month and always active, select a day; `plain`: whatever the calendar says. */
function termsSelect(
  selection: DaySelection,
  side: Side,
  terms: readonly DayTerm[],
  day: number,
  plain = false,
): boolean {
  const none = { days: null, weekdays: null, both: false, months: everyMonth, confirm: null };
  const bare = { ...selection, ...none, activeFrom: null, activeTill: null };
  const calendar = plain ? null : calendarOf(selection, side);
  return selects(
    side === "DAYS"
      ? { ...bare, days: terms, daysCalendar: calendar }
      : { ...bare, weekdays: terms, weeksCalendar: calendar },
    day,
  );
}

function ownReasons(fields: Fields, selection: DaySelection, day: number): Reason[] {
  const { both, months, activeFrom, activeTill } = selection;
  const given = (["DAYS", "WEEKDAYS"] as const).filter((side) => termsOf(selection, side));
  const sides = given.map((side) => sideReason(fields, selection, side, day));
  const found: Reason[] = [];
  if (sides.length === 2 && !both) {
    const holds = sides.some((side) => side.holds);
    const text = `DAYS or WEEKDAYS ${holds ? "select it" : "would have to select it"}, either is enough (DAYS_AND_OR)`;
    found.push(reason(holds, text, sourcesOf(fields, ["DAYS_AND_OR"]), sides));
  } else found.push(...sides);
  for (const side of given)
    for (const term of termsOf(selection, side) ?? [])
      if (term.not && takesOut(selection, side, term, day))
        found.push(reason(false, `${side} ${term.text} takes it out`, sourcesOf(fields, [side])));
  const { month } = civilDate(day);
  const name = monthAttributes[month - 1] as string;
  if (!months[month - 1]) {
    const ofPeriod = given.some((side) =>
      (termsOf(selection, side) ?? []).some(
        (term) => term.form === "inPeriod" && termsSelect(selection, side, [term], day),
      ),
    );
    const text = ofPeriod ? `${name} is off, which days of periods ignore` : `${name} is off`;
    found.push(reason(ofPeriod, text, sourcesOf(fields, [name])));
  }
  if (activeFrom !== null || activeTill !== null) {
    const always = { ...selection, confirm: null, months: everyMonth, days: everyDay };
    const holds = selects({ ...always, daysCalendar: null, weekdays: null }, day);
    const text = `it is ${holds ? "within" : "outside"} the active period`;
    found.push(reason(holds, text, sourcesOf(fields, ["ACTIVE_FROM", "ACTIVE_TILL"])));
  }
  return found;
}

const termsOf = (selection: DaySelection, side: Side): readonly DayTerm[] | null =>
  side === "DAYS" ? selection.days : selection.weekdays;

const calendarOf = (selection: DaySelection, side: Side): Calendar | null =>
  side === "DAYS" ? selection.daysCalendar : selection.weeksCalendar;

/** A negated term takes out the one day that it names, mostly whether that is a working day or not. */
function takesOut(selection: DaySelection, side: Side, term: DayTerm, day: number): boolean {
  const plain = term.form === "day" || term.form === "named";
  return termsSelect(selection, side, [{ ...term, not: false }], day, plain);
}

function sideReason(fields: Fields, selection: DaySelection, side: Side, day: number): Reason {
  const calendar = calendarOf(selection, side);
  const terms = termsOf(selection, side) ?? [];
  const chosen = terms.filter((term) => termsSelect(selection, side, [term], day));
  const holds = chosen.length > 0;
  const shown = (holds ? chosen : terms).map(({ text }) => text).join(",");
  const text = `${side} ${shown} ${holds ? "selects it" : "doesn't select it"}: ${factsOf(day, calendar, side)}`;
  const named = side === "DAYS" ? "DAYSCAL" : "WEEKSCAL";
  return reason(holds, text, sourcesOf(fields, calendar ? [side, named] : [side]));
}

/** Of a calendar that has nothing for a year: that isn't the same as a day that it lacks. */
export function silence({ name, years }: Calendar, day: number): string {
  const { year } = civilDate(day);
  return years.has(year) ? "" : `; ${name} says nothing of ${year}`;
}

/** What terms count: `Tuesday, day 3 of the month and 29 from its end, working day 2 of WORK in it`. */
function factsOf(day: number, calendar: Calendar | null, side: Side): string {
  const { year, month, day: ofMonth } = civilDate(day);
  const fromEnd = monthLength(year, month) - ofMonth + 1;
  const facts = [`${weekdayName(weekday(day))}, day ${ofMonth} of the month, L${fromEnd}`];
  if (calendar?.marked.has(day)) {
    const first = day - ofMonth + 1;
    const before = calendar.days.filter((each) => each >= first && each <= day).length;
    const nth = side === "DAYS" ? ` (D${before})` : "";
    const period = calendar.periods?.get(day);
    facts.push(`in ${calendar.name}${nth}${period === undefined ? "" : `, period ${period}`}`);
  } else if (calendar) facts.push(`not in ${calendar.name}${silence(calendar, day)}`);
  return facts.join(", ");
}

function confirmReason(
  fields: Fields,
  selection: DaySelection,
  confirm: Confirmation,
  own: readonly Reason[],
  day: number,
): Reason {
  const { calendar, lacking } = confirm;
  const from = sourcesOf(fields, ["CONFCAL", "SHIFT", "SHIFTNUM"]);
  const bare = { ...selection, confirm: null };
  const candidates = orderedDays(bare, day - reach, day + reach);
  const isCandidate = candidates.includes(day);
  const here = candidates.filter((each) => movedBy(each, confirm) === day);
  const others = here.filter((each) => each !== day);
  const parts: Reason[] = [
    reason(isCandidate, `its own days ${isCandidate ? "have" : "don't have"} it`, [], own),
  ];
  if (isCandidate) {
    const target = movedBy(day, confirm);
    const has = calendar.marked.has(day) ? "has" : "lacks";
    const goes =
      target === day
        ? "so it stays"
        : target !== null
          ? `so it is moved to ${dateOf(target)}`
          : lacking === "skip" && has === "lacks"
            ? "so it is left out"
            : "and ends before a day to move to";
    parts.push(reason(target === day, `CONFCAL ${calendar.name} ${has} it, ${goes}`, from));
  }
  if (others.length > 0) {
    const dates = others.slice(0, movedShown).map(dateOf).join(", ");
    const more = others.length > movedShown ? ` and ${others.length - movedShown} more` : "";
    parts.push(reason(true, `CONFCAL ${calendar.name} moves ${dates}${more} to it`, from));
  }
  const holds = here.length > 0;
  const text = `its days, as CONFCAL ${calendar.name} confirms and moves them, ${holds ? "have" : "don't have"} it${silence(calendar, day)}`;
  return reason(holds, text, from, parts);
}
