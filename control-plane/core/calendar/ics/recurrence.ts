// RRULE of iCalendar on days: which of them a rule names, by RFC 5545. What the RFC calls undefined, and what is no matter of
// days, is refused. A period's days are filtered by all parts of the rule at once, so no order of expansions can be wrong.

import { civilDate, monthLength, weekday } from "../../schedule/civil.ts";
import { type Weekday, weekdays } from "../calendar.ts";
import { dayNumber, daysFrom } from "../date.ts";

type Frequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

export interface RecurrenceRule {
  frequency: Frequency;
  interval: number;
  count: number | null;
  /** As it is written. */
  until: string | null;
  weekStart: Weekday;
  months: number[];
  monthDays: number[];
  yearDays: number[];
  /** 0 of `nth`: each such weekday. */
  weekdays: { nth: number; day: Weekday }[];
  positions: number[];
}

const frequencies: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const dayCodes: Readonly<Record<string, Weekday>> = {
  ...{ SU: "sun", MO: "mon", TU: "tue", WE: "wed", TH: "thu", FR: "fri", SA: "sat" },
};

const numbers = (most: number, isSigned: boolean) => (text: string) => {
  const found = text.split(",").map((one) => (/^[+-]?\d{1,3}$/.test(one) ? Number(one) : 0));
  const isFine = found.every((n) => n !== 0 && Math.abs(n) <= most && (isSigned || n > 0));
  return isFine ? found : null;
};

const positive = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null);

const weekdayList = (text: string) => {
  const found = text.split(",").map((one) => {
    const [, nth = "0", code = ""] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(one) ?? [];
    const day = dayCodes[code];
    return day && Math.abs(Number(nth)) <= 53 ? { nth: Number(nth), day } : null;
  });
  return found.every((one) => one !== null) ? found : null;
};

/** Reads a part's value, or says null. */
const parts = {
  FREQ: (text: string) => (frequencies.includes(text) ? (text as Frequency) : null),
  INTERVAL: positive,
  COUNT: positive,
  UNTIL: (text: string) => (/^\d{8}(T\d{6}Z?)?$/.test(text) ? text : null),
  WKST: (text: string) => dayCodes[text] ?? null,
  BYMONTH: numbers(12, false),
  BYMONTHDAY: numbers(31, true),
  BYYEARDAY: numbers(366, true),
  BYDAY: weekdayList,
  BYSETPOS: numbers(366, true),
} satisfies Record<string, (text: string) => unknown>;

type Parts = { [K in keyof typeof parts]?: NonNullable<ReturnType<(typeof parts)[K]>> };

/** The rule, or what is wrong with it. */
export function readRecurrence(text: string): RecurrenceRule | string {
  const read: Record<string, unknown> = {};
  for (const part of text.toUpperCase().split(";")) {
    const [key = "", value = ""] = part.split("=", 2);
    if (!Object.hasOwn(parts, key)) return `\`${part}\` of RRULE is not known here`;
    if (key in read) return `RRULE says ${key} twice`;
    const found = parts[key as keyof typeof parts](value);
    if (found === null) return `\`${part}\` of RRULE can't be read for days`;
    read[key] = found;
  }
  const found = read as Parts;
  const contrary = contradiction(found);
  if (contrary !== null || found.FREQ === undefined) return contrary ?? "RRULE has no FREQ";
  return {
    ...{ frequency: found.FREQ, interval: found.INTERVAL ?? 1, count: found.COUNT ?? null },
    ...{ until: found.UNTIL ?? null, weekStart: found.WKST ?? "mon" },
    ...{ months: found.BYMONTH ?? [], monthDays: found.BYMONTHDAY ?? [] },
    ...{ yearDays: found.BYYEARDAY ?? [], weekdays: found.BYDAY ?? [] },
    positions: found.BYSETPOS ?? [],
  };
}

function contradiction({ FREQ, COUNT, UNTIL, ...by }: Parts): string | null {
  if (COUNT !== undefined && UNTIL !== undefined) return "RRULE has both COUNT and UNTIL";
  const isCounted = by.BYDAY?.some(({ nth }) => nth !== 0) === true;
  if (isCounted && (FREQ === "DAILY" || FREQ === "WEEKLY"))
    return `RRULE counts weekdays, which FREQ=${FREQ} can't`;
  if (by.BYMONTHDAY !== undefined && FREQ === "WEEKLY") return "RRULE has BYMONTHDAY in weeks";
  if (by.BYYEARDAY !== undefined && FREQ !== "YEARLY")
    return `RRULE has BYYEARDAY with FREQ=${FREQ}`;
  return null;
}

/**
 * Days of the rule from its first on, before `end`. @param last The last that it may name, of its UNTIL. Day numbers.
 */
export function* recurringDays(
  rule: RecurrenceRule,
  start: number,
  last: number,
  end: number,
): Generator<number> {
  const filled = withDefaults(rule, start);
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  for (const period of periods(filled, start, end)) {
    const days = period.filter((day) => matches(filled, day));
    for (const day of atPositions(days, rule.positions)) {
      if (day < start) continue;
      if (day > last || day >= end || left-- <= 0) return;
      yield day;
    }
  }
}

/** What the rule leaves open is as on its first day. */
function withDefaults(rule: RecurrenceRule, start: number): RecurrenceRule {
  const { month, day } = civilDate(start);
  const { frequency, weekdays: on, monthDays, yearDays, months } = rule;
  if (on.length + monthDays.length + yearDays.length > 0 || frequency === "DAILY") return rule;
  if (frequency === "WEEKLY")
    return { ...rule, weekdays: [{ nth: 0, day: weekdays[weekday(start)] as Weekday }] };
  const yearly = frequency === "YEARLY" && months.length === 0 ? { months: [month] } : {};
  return { ...rule, monthDays: [day], ...yearly };
}

function* periods(
  { frequency, interval, weekStart }: RecurrenceRule,
  start: number,
  end: number,
): Generator<number[]> {
  const { year, month } = civilDate(start);
  const behind = (weekday(start) - weekdays.indexOf(weekStart) + 7) % 7;
  for (let n = 0; ; n += interval) {
    const [first, after] = {
      DAILY: () => [start + n, start + n + 1] as const,
      WEEKLY: () => [start - behind + 7 * n, start - behind + 7 * n + 7] as const,
      MONTHLY: () => [dayNumber(year, month + n, 1), dayNumber(year, month + n + 1, 1)] as const,
      YEARLY: () => [dayNumber(year + n, 1, 1), dayNumber(year + n + 1, 1, 1)] as const,
    }[frequency]();
    if (first >= end) return;
    yield daysFrom(first, after);
  }
}

function matches(rule: RecurrenceRule, at: number): boolean {
  const { year, month } = civilDate(at);
  const { months, monthDays, yearDays } = rule;
  const inMonth = { first: dayNumber(year, month, 1), length: monthLength(year, month) };
  const yearStart = dayNumber(year, 1, 1);
  const inYear = { first: yearStart, length: dayNumber(year + 1, 1, 1) - yearStart };
  const isOf = (list: readonly number[], { first, length }: typeof inYear) =>
    list.length === 0 || list.some((n) => at === (n > 0 ? first - 1 : first + length) + n);
  return (
    (months.length === 0 || months.includes(month)) &&
    isOf(monthDays, inMonth) &&
    isOf(yearDays, inYear) &&
    isOnWeekday(rule, at, rule.frequency === "YEARLY" && months.length === 0 ? inYear : inMonth)
  );
}

/** An nth weekday is that of the month, or of the year where the rule says no months. */
function isOnWeekday(
  rule: RecurrenceRule,
  at: number,
  { first, length }: { first: number; length: number },
): boolean {
  const name = weekdays[weekday(at)];
  const before = Math.floor((at - first) / 7) + 1;
  const behind = -Math.floor((first + length - 1 - at) / 7) - 1;
  return (
    rule.weekdays.length === 0 ||
    rule.weekdays.some(({ nth, day }) => day === name && [0, before, behind].includes(nth))
  );
}

function atPositions(days: number[], positions: readonly number[]): number[] {
  if (positions.length === 0) return days;
  const wanted = new Set(positions.map((n) => (n > 0 ? n - 1 : days.length + n)));
  return days.filter((_, index) => wanted.has(index));
}
