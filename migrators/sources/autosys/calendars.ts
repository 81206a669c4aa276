// Calendars of `autocal_asc` as dates within a window of days: standard ones are lists, extended ones are rules.

import { dateExists, dateOf, dayOf } from "#core/calendar/date.ts";
import type { DayRule } from "#migrators/legacy/schedule.ts";
import type { LegacyCalendar, Refusal } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { AutosysCode } from "./codes.ts";
import { extendedDays } from "./extended-calendar.ts";
import { everyDayName, extendedRule } from "./extended-rule.ts";
import type { JilStatement } from "./parse.ts";

export interface CalendarOptions {
  /** Order of month and day in rows of dates; null: told by a row that has only one reading. */
  dateStandard: "mmdd" | "ddmm" | null;
  /** Days of extended calendars are computed from this date on, `YYYY-MM-DD`, … */
  from: string;
  /** … and before this one. */
  to: string;
}

export interface AutosysCalendar extends LegacyCalendar {
  kind: "standard" | "extended" | "cycle";
  /** `HH:MM` that rows of a standard calendar carry, by date. */
  times: ReadonlyMap<string, string>;
  /** Of an extended one: ISO weekdays of its workdays. */
  workdays?: readonly number[];
}

/** All calendars of the statements; a later one of the same name and kind takes the place of an earlier. */
export function readCalendars(
  statements: readonly JilStatement[],
  options: CalendarOptions,
): Map<string, AutosysCalendar> {
  const calendars = new Map<string, AutosysCalendar>();
  const extended: JilStatement[] = [];
  for (const parsed of statements)
    if (parsed.object === "calendar") calendars.set(parsed.name, standardCalendar(parsed, options));
    else if (parsed.object === "cycle") calendars.set(parsed.name, cycle(parsed));
    else if (parsed.object === "extended_calendar") extended.push(parsed);
  const standard = new Map(calendars);
  for (const parsed of extended)
    calendars.set(parsed.name, extendedCalendar(parsed, standard, options));
  return calendars;
}

const newCalendar = (parsed: JilStatement, kind: AutosysCalendar["kind"]): AutosysCalendar => ({
  ...{ kind, name: parsed.name, statement: parsed.statement, dates: null, periods: null },
  ...{ times: new Map(), refusals: refusalsOf(parsed) },
});

const refusalsOf = ({ findings }: JilStatement): Refusal[] =>
  findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => ({ code, message, from: [] }));

const refuse = (
  { refusals }: LegacyCalendar,
  code: AutosysCode,
  message: string,
  from: readonly LegacyAttribute[] = [],
): number => refusals.push({ code, message, from });

/** A row: numbers of its date in their order, and its time. */
interface Row {
  numbers: [string, string, string];
  isIso: boolean;
  time: string | null;
  from: LegacyAttribute;
}

function rowOf(from: LegacyAttribute): Row | null {
  const found =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?$/.exec(from.value) ??
    /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?$/.exec(from.value);
  if (!found) return null;
  const [, first = "", second = "", third = "", hour, minute] = found;
  if (hour !== undefined && (Number(hour) > 23 || Number(minute) > 59)) return null;
  const time = hour === undefined ? null : `${hour.padStart(2, "0")}:${minute}`;
  return { numbers: [first, second, third], isIso: first.length === 4, time, from };
}

function standardCalendar(parsed: JilStatement, options: CalendarOptions): AutosysCalendar {
  const calendar = newCalendar(parsed, "standard");
  const rows: Row[] = [];
  for (const attribute of parsed.attributes.get("") ?? []) {
    const row = rowOf(attribute);
    if (row) rows.push(row);
    else refuse(calendar, "jil-cal-value", "a row is no date", [attribute]);
  }
  const order = options.dateStandard ?? orderOf(rows);
  if (order === null && rows.some(({ isIso }) => !isIso)) {
    const said = "no date shows whether its month or its day comes first";
    refuse(calendar, "jil-cal-dates", said);
  }
  if (calendar.refusals.length > 0) return calendar;
  const dates = new Set<string>();
  const times = new Map<string, string>();
  for (const row of rows) {
    const date = dateText(row, order ?? "mmdd");
    if (!dateExists(date)) refuse(calendar, "jil-cal-value", "a row is no date", [row.from]);
    if (row.time !== null && row.time !== "00:00") times.set(date, row.time);
    dates.add(date);
  }
  if (calendar.refusals.length > 0) return calendar;
  return { ...calendar, dates: [...dates].sort(), times };
}

function dateText({ numbers, isIso }: Row, order: "mmdd" | "ddmm"): string {
  const [first, second, third] = numbers;
  const parts = isIso
    ? [first, second, third]
    : order === "mmdd"
      ? [third, first, second]
      : [third, second, first];
  return parts.map((part) => part.padStart(2, "0")).join("-");
}

/** The order that all rows allow and one proves; null when none does, or they contradict each other. */
function orderOf(rows: readonly Row[]): "mmdd" | "ddmm" | null {
  const local = rows.filter(({ isIso }) => !isIso);
  const dayFirst = local.some(({ numbers: [first] }) => Number(first) > 12);
  const dayLast = local.some(({ numbers: [, second] }) => Number(second) > 12);
  if (dayFirst === dayLast) return null;
  return dayFirst ? "ddmm" : "mmdd";
}

/** Periods for rules that aren't evaluated: the calendars that use them are refused by their keyword. */
function cycle(parsed: JilStatement): AutosysCalendar {
  const calendar = newCalendar(parsed, "cycle");
  const starts = parsed.attributes.get("start_date") ?? [];
  const ends = parsed.attributes.get("end_date") ?? [];
  const wrong = [...starts, ...ends].find((attribute) => rowOf(attribute) === null);
  if (wrong) refuse(calendar, "jil-cal-value", "a date of a cycle is malformed", [wrong]);
  if (starts.length !== ends.length)
    refuse(calendar, "jil-cal-value", "a cycle has as many ends as starts");
  return calendar;
}

function extendedCalendar(
  parsed: JilStatement,
  standard: ReadonlyMap<string, AutosysCalendar>,
  { from, to }: CalendarOptions,
): AutosysCalendar {
  const calendar = newCalendar(parsed, "extended");
  const name = parsed.attributes.get("holcal")?.at(-1)?.value.trim() ?? "";
  const holidays = name === "" ? [] : standard.get(name)?.dates;
  if (!holidays) {
    const said = `its holiday calendar "${name}" is not in the export, or refused`;
    refuse(calendar, "jil-cal-missing", said, parsed.attributes.get("holcal"));
    return calendar;
  }
  const days = extendedDays(parsed, new Set(holidays.map(dayOf)), dayOf(from), dayOf(to));
  if ("fault" in days) {
    refuse(calendar, days.code, days.fault, days.from);
    return calendar;
  }
  const { weekdays, ...says } = days.says;
  const names = { workdays: `${parsed.name} workdays`, holidays: name === "" ? null : name };
  return {
    ...{ ...calendar, dates: days.days.map(dateOf), workdays: weekdays },
    rule: extendedRule({ ...says, ...names }),
  };
}

/** What rules of extended calendars count: their workdays, and every day. */
export function countedCalendars(calendars: Iterable<AutosysCalendar>): LegacyCalendar[] {
  const found: LegacyCalendar[] = [];
  for (const { name, rule, workdays, statement } of calendars) {
    if (!rule || !workdays) continue;
    const holidays = statement?.attributes.findLast((each) => each.name === "holcal")?.value.trim();
    const weekdays: DayRule = { rule: "weekdays", weekdays: workdays, from: [] };
    const calendar: DayRule = { rule: "calendar", calendar: holidays ?? "", from: [] };
    const not: DayRule = { rule: "not", not: calendar, from: [] };
    const own: DayRule = holidays ? { rule: "all", rules: [weekdays, not], from: [] } : weekdays;
    found.push(counted(`${name} workdays`, own));
  }
  return found.length === 0 ? [] : [...found, counted(everyDayName, { rule: "every", from: [] })];
}

const counted = (name: string, rule: DayRule): LegacyCalendar => ({
  ...{ name, statement: null, dates: null, periods: null, rule, refusals: [] },
});
