// Days of the clock in words: what cron text of any dialect matches, from the sets that it was read into.

import { monthNames, weekdayNames } from "./civil.ts";
import type { Days, RareDays } from "./days.ts";
import { andList, nthText, ordinal, runsOf } from "./say-list.ts";

/** ` on Mondays`, ` on the 1st and the last day of the month in March`; empty for every day. */
export function daysText(rule: Days): string {
  const rare = rule.rare ?? noRare;
  const allDates = isAll(rule.days, 1, 31);
  const allWeekdays = isAll(rule.weekdays, 0, 6);
  const byDate = datesText(rule.days, rare);
  const byWeekday = weekdaysText(rule.weekdays, rare.nth);
  const period = periodText(rule.months, rare.years);
  if (rule.either) {
    if (allDates || allWeekdays) return wholePeriod(period);
    // One of them may match nothing, by a range that runs backwards.
    if (byDate === "" || byWeekday === "") return ` on ${byDate}${byWeekday}${period}`;
    return ` on ${byDate} and also on ${byWeekday}${period === "" ? "" : `, both only${period}`}`;
  }
  if (allDates && allWeekdays) return wholePeriod(period);
  if (allDates) return ` on ${byWeekday}${period}`;
  if (allWeekdays) return ` on ${byDate}${period}`;
  return ` on ${byWeekday} where that is ${datesText(rule.days, rare, "or")}${period}`;
}

const noRare: RareDays = { years: null, fromEnd: 0, workdays: 0, nth: [] };

const wholePeriod = (period: string): string => (period === "" ? "" : ` every day${period}`);

const valuesOf = (set: number, low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, index) => low + index).filter(
    (value) => (set & (1 << value)) !== 0,
  );

const isAll = (set: number, low: number, high: number): boolean =>
  valuesOf(set, low, high).length === high - low + 1;

function datesText(days: number, { fromEnd, workdays }: RareDays, last = "and"): string {
  const weekday = "weekday (Monday to Friday)";
  const dates = [
    ...runsOf(valuesOf(days, 1, 31), ordinal),
    ...runsOf(valuesOf(fromEnd, 1, 31), (day) => `${nthText(-day)} day`),
    ...valuesOf(workdays, 1, 31).map((day) => `${weekday} nearest to the ${ordinal(day)}`),
    ...((workdays & 1) === 0 ? [] : [`last ${weekday}`]),
  ];
  return dates.length === 0 ? "" : `the ${andList(dates, last)} of the month`;
}

/** Monday first. */
const week = [1, 2, 3, 4, 5, 6, 0];
const dayName = (place: number): string => weekdayNames[week[place] ?? 0] ?? "";

function weekdaysText(set: number, nth: readonly number[]): string {
  const places = week.flatMap((day, place) => ((set & (1 << day)) === 0 ? [] : [place]));
  const counted = week.flatMap((day) =>
    valuesOf(nth[day] ?? 0, 0, 5).map(
      (which) => `the ${nthText(which === 0 ? -1 : which)} ${weekdayNames[day]} of the month`,
    ),
  );
  return andList([...runsOf(places, (place) => `${dayName(place)}s`), ...counted]);
}

/** ` in January and March of 2027 to 2030`; empty for all of them. */
function periodText(months: number, years: RareDays["years"]): string {
  const named = valuesOf(months, 1, 12);
  const all = named.length === 12;
  const ofMonths = all ? "" : andList(runsOf(named, (month) => monthNames[month - 1] ?? ""));
  if (years === null) return all ? "" : ` in ${ofMonths}`;
  const listed = andList(
    runsOf(
      [...years].sort((a, b) => a - b),
      String,
    ),
  );
  return all ? ` in ${listed}` : ` in ${ofMonths} of ${listed}`;
}
