// The business dates of a job with what its pairs prove on each, for the gate.

import { addDays } from "../calendar/business.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { dateOf, dayOf, monthOf } from "../calendar/date.ts";
import { compileCalendar, mondayToFriday } from "../calendar/days.ts";
import type { Cover } from "./cover.ts";
import type { ParityDay } from "./gate.ts";
import type { JudgedPair } from "./judge-days.ts";
import { coveredVerdict, type Verdict } from "./verdict.ts";

/** What is kept of one business date of a job. */
export interface DayVerdicts {
  date: string;
  /** How many starts matched. */
  matched: number;
  /** Everything that is no match. */
  others: readonly JudgedPair[];
}

/** @param pairs of one date */
export const dayVerdicts = (date: string, pairs: readonly JudgedPair[]): DayVerdicts => {
  const others = pairs.filter(({ verdict }) => verdict !== "match");
  return { date, matched: pairs.length - others.length, others };
};

/** What is known of it by what sources have told until now. */
export const withCover = (pair: JudgedPair, cover: Cover): JudgedPair => ({
  ...pair,
  verdict: coveredVerdict(pair.verdict, pair.ready ?? pair.due, cover),
});

export interface BusinessDate {
  date: string;
  isBusiness: boolean;
  /** The last business day of its month. */
  isMonthEnd: boolean;
}

/** Each date in [from, to]. @param calendar Of business days; null: Monday to Friday. */
export function businessDates(from: string, to: string, calendar: Calendar | null): BusinessDate[] {
  const business = compileCalendar(calendar ?? mondayToFriday);
  const dates: BusinessDate[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    const isBusiness = business.has(day);
    const next = isBusiness ? addDays(business, day, 1) : null;
    const isMonthEnd = isBusiness && (next === null || monthOf(next) !== monthOf(day));
    dates.push({ date: dateOf(day), isBusiness, isMonthEnd });
  }
  return dates;
}

/** @param verdicts By date, as far as there are any; with what is known of them by now. */
export const parityDays = <Date extends BusinessDate>(
  dates: readonly Date[],
  verdicts: ReadonlyMap<string, DayVerdicts>,
  isObserved: (date: Date) => boolean,
): ParityDay[] =>
  dates.map((day) => {
    const { date, isBusiness, isMonthEnd } = day;
    const counts = countsOf(verdicts.get(date));
    return { date, isBusiness, isMonthEnd, isObserved: isObserved(day), counts, explained: 0 };
  });

/** Verdicts of which there is none are left out. */
export function countsOf(day: DayVerdicts | undefined): Partial<Record<Verdict, number>> {
  if (day === undefined) return {};
  const counts: Partial<Record<Verdict, number>> = day.matched > 0 ? { match: day.matched } : {};
  for (const { verdict } of day.others) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
