// Business dates in words: what a structured schedule names.

import { type Month, months, type Weekday } from "../calendar/calendar.ts";
import type { NamedDates } from "../calendar/named-dates.ts";
import { monthNames, weekdayNames } from "./civil.ts";
import { andList, nthText, runsOf } from "./say-list.ts";

/** ` on the last Friday of each quarter in March`. @param businessDay What its calendar's days are called. */
export function datesText(
  { count, weekdays, months: named }: NamedDates,
  businessDay: string,
): string {
  const inMonths = named === undefined ? "" : ` in ${monthsText(named)}`;
  if (count === undefined)
    return weekdays === undefined
      ? ` every day${inMonths}`
      : ` on ${weekdaysText(weekdays, "s")}${inMonths}`;
  const { unit, nth, of } = count;
  // From the first to the last of the period.
  const which = andList(
    nth
      .filter((n) => n > 0)
      .concat(nth.filter((n) => n < 0))
      .map(nthText),
  );
  const counted = {
    day: "day",
    weekday: weekdaysText(weekdays ?? [], "", "or"),
    businessDay,
  }[unit];
  const also =
    unit === "weekday" || weekdays === undefined
      ? ""
      : ` where that is a ${weekdaysText(weekdays, "", "or")}`;
  return ` on the ${which} ${counted} of each ${of}${also}${inMonths}`;
}

const mondayFirst = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function weekdaysText(named: readonly Weekday[], end: string, last = "and"): string {
  const places = mondayFirst.flatMap((day, place) =>
    named.includes(day as Weekday) ? [place] : [],
  );
  const name = (place: number) => `${weekdayNames[(place + 1) % 7]}${end}`;
  // "The first Monday to Wednesday" would be three days.
  return andList(end === "" ? places.map(name) : runsOf(places, name), last);
}

export const monthsText = (named: readonly Month[]): string =>
  andList(
    runsOf(
      named.map((name) => months.indexOf(name)),
      (index) => monthNames[index] ?? "",
    ),
  );
