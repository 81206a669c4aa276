// The business dates of a job with what its pairs prove on each, for the gate.

import { addDays } from "../calendar/business.ts";
import type { Calendar } from "../calendar/calendar.ts";
import { dateOf, dayOf, monthOf } from "../calendar/date.ts";
import { compileCalendar, mondayToFriday } from "../calendar/days.ts";
import type { ParityDay } from "./gate.ts";
import type { Judged, Verdict } from "./verdict.ts";

/**
 * Each date in [from, to]. A run that has no date and no start counts for the date that `dateOfRun` gives it.
 * @param calendar Of business days; null: Monday to Friday.
 */
export function parityDays(
  judged: readonly Judged[],
  dateOfRun: (legacy: number) => string,
  { from, to }: { from: string; to: string },
  calendar: Calendar | null,
  isObserved: (date: string) => boolean,
): ParityDay[] {
  const counts = new Map<string, Partial<Record<Verdict, number>>>();
  for (const { date, legacy, verdict } of judged) {
    const of = date ?? dateOfRun(legacy ?? 0);
    const day = counts.getOrInsertComputed(of, () => ({}));
    day[verdict] = (day[verdict] ?? 0) + 1;
  }
  const business = compileCalendar(calendar ?? mondayToFriday);
  const days: ParityDay[] = [];
  for (let day = dayOf(from); day <= dayOf(to); day++) {
    const isBusiness = business.has(day);
    const next = isBusiness ? addDays(business, day, 1) : null;
    days.push({
      date: dateOf(day),
      isBusiness,
      isMonthEnd: isBusiness && (next === null || monthOf(next) !== monthOf(day)),
      isObserved: isObserved(dateOf(day)),
      counts: counts.get(dateOf(day)) ?? {},
      explained: 0,
    });
  }
  return days;
}
