// A selection of days as the rule of the one model. The evaluator in `ordered-days.ts` doesn't use it: the two readings of
// one selection are compared.

import { dateOf } from "#core/calendar/date.ts";
import type { DayRule } from "#migrators/legacy/schedule.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { DayTerm } from "./day-terms.ts";
import type { DaySelection } from "./select-days.ts";

type From = readonly LegacyAttribute[];

const anyOf = (rules: DayRule[], from: From): DayRule =>
  rules.length === 0
    ? { rule: "none", from }
    : rules.length === 1
      ? (rules[0] as DayRule)
      : { rule: "any", rules, from };
const allOf = (rules: DayRule[], from: From): DayRule =>
  rules.length === 1 ? (rules[0] as DayRule) : { rule: "all", rules, from };

/** A selection that the model has no rule for: what of it, or null. */
export function unsayable({ days, weekdays, months }: DaySelection): string | null {
  const terms = [...(days ?? []), ...(weekdays ?? [])];
  const periods = terms.filter(({ form }) => form === "inPeriod");
  const negated = periods.find(({ not }) => not);
  if (negated) return `${negated.text} is all days of a period but one`;
  // Days of periods ignore the months, others don't.
  const isMixed = periods.length > 0 && periods.length < terms.length && months.includes(false);
  return isMixed ? "days of periods stand beside others, and months are off" : null;
}

/** `from`: the attributes that select days. */
export function dayRule(selection: DaySelection, from: From): DayRule {
  const { days, weekdays, both, dates, confirm } = selection;
  if (dates) return { rule: "yearDays", days: dates, from };
  if (days === null && weekdays === null) return { rule: "none", from };
  const barred: DayRule[] = [];
  const sides: DayRule[] = [];
  if (days) sides.push(side(days, selection.daysCalendar?.name ?? null, false));
  if (weekdays) sides.push(side(weekdays, selection.weeksCalendar?.name ?? null, true));
  const chosen = sides.length === 1 || both ? allOf(sides, from) : anyOf(sides, from);
  const parts: DayRule[] = [chosen];
  const months = selection.months.flatMap((on, index) => (on ? [index + 1] : []));
  const hasPeriods = [...(days ?? []), ...(weekdays ?? [])].some(({ form }) => form === "inPeriod");
  if (months.length < 12 && !hasPeriods) parts.push({ rule: "months", months, from });
  const { activeFrom, activeTill } = selection;
  if (activeFrom !== null || activeTill !== null)
    parts.push({
      ...{ rule: "between", from },
      first: activeFrom === null ? null : dateOf(activeFrom),
      last: activeTill === null ? null : dateOf(activeTill),
    });
  for (const not of barred) parts.push({ rule: "not", not, from });
  const rule = allOf(parts, from);
  if (!confirm) return rule;
  const { calendar, lacking, shift } = confirm;
  return { rule: "moved", of: rule, calendar: calendar.name, lacking, shift, from };

  function side(terms: readonly DayTerm[], calendar: string | null, ofWeek: boolean): DayRule {
    const working: DayRule =
      calendar === null ? { rule: "every", from } : { rule: "calendar", calendar, from };
    return anyOf(
      terms.flatMap((term) => {
        const one = single(term, calendar, ofWeek);
        if (!term.not) return [one];
        barred.push(one);
        return [working];
      }),
      from,
    );
  }

  /** Days that a term names, with what it says of the calendar but not its negation. */
  function single(term: DayTerm, calendar: string | null, ofWeek: boolean): DayRule {
    const working: DayRule =
      calendar === null ? { rule: "every", from } : { rule: "calendar", calendar, from };
    switch (term.form) {
      case "all":
        return working;
      case "nth":
      case "last": {
        const n = [term.form === "nth" ? term.n : -term.n];
        if (calendar !== null)
          return { rule: "nthOfCalendar", calendar, n, of: ofWeek ? "week" : "month", from };
        return { rule: "monthDays", days: n, from };
      }
      case "inPeriod":
        return {
          rule: "nthOfPeriod",
          calendar: calendar ?? "",
          n: [term.fromEnd ? -term.n : term.n],
          period: term.period,
          from,
        };
      case "inWeek": {
        const days = [term.weekday ?? iso(term.n as number)];
        if (calendar === null) return { rule: "nthWeekday", n: [term.week], weekdays: days, from };
        const week: DayRule = {
          rule: "weekOfMonth",
          weeks: [term.week],
          weekStart: selection.weekStart ?? 1,
          from,
        };
        return allOf([{ rule: "weekdays", weekdays: days, from }, week, working], from);
      }
      default: {
        const plain: DayRule =
          term.form === "named"
            ? { rule: "weekdays", weekdays: [term.weekday], from }
            : ofWeek
              ? { rule: "weekdays", weekdays: [iso(term.n)], from }
              : { rule: "monthDays", days: [term.n], from };
        const as = term.form === "named" ? term.as : term.form;
        if (term.not) return plain;
        if (as === "with") return anyOf([plain, working], from);
        if (calendar === null) return plain;
        return as === "day"
          ? allOf([plain, working], from)
          : { rule: "moved", of: plain, calendar, lacking: as, shift: 0, from };
      }
    }
  }

  function iso(n: number): number {
    return (((selection.weekStart ?? 1) - 1 + (n + 6)) % 7) + 1;
  }
}
