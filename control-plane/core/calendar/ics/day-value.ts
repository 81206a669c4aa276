// DATE and DATE-TIME of iCalendar as days: the day that the value names where its event is.

import { isTimezone } from "../../timezone.ts";
import { dateExists, dayOf } from "../date.ts";
import type { ContentLine } from "./content-lines.ts";

export interface DayValue {
  day: number;
  /** `HHMMSS`; null: the whole day. */
  time: string | null;
  /** `UTC`, a TZID, or null: wherever one is. */
  zone: string | null;
}

/** Values of a line, or what is wrong with one of them. */
export function dayValues({ value, parameters }: ContentLine): DayValue[] | string {
  if (parameters.VALUE === "PERIOD") return "periods aren't days";
  const found: DayValue[] = [];
  for (const text of value.split(",")) {
    const [, year, month, day, time, utc] =
      /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z)?)?$/.exec(text.trim()) ?? [];
    const date = `${year}-${month}-${day}`;
    if (year === undefined || !dateExists(date)) return `'${text.trim()}' is no date`;
    if (Number(year) < 1900 || Number(year) > 2200)
      return `${date} is out of range: years are 1900 to 2200`;
    const zone = utc === undefined ? (parameters.TZID ?? null) : "UTC";
    found.push({ day: dayOf(date), time: time ?? null, zone: time === undefined ? null : zone });
  }
  return found;
}

/** The value by the clock of an event that begins with `start`; null when their zones can't be compared. */
export function valueAt(value: DayValue, start: DayValue): Omit<DayValue, "zone"> | null {
  const { day, time, zone } = value;
  if (time === null || start.time === null || zone === start.zone) return value;
  if (zone !== "UTC" || start.zone === null || !isTimezone(start.zone)) return null;
  const ms = day * 86_400_000 + secondsOf(time) * 1000;
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(start.zone);
  const clock = local.toPlainTime().toString({ smallestUnit: "second" });
  return { day: dayOf(local.toPlainDate().toString()), time: clock.replaceAll(":", "") };
}

const secondsOf = (time: string): number =>
  Number(time.slice(0, 2)) * 3600 + Number(time.slice(2, 4)) * 60 + Number(time.slice(4, 6));

/** Whole days from one to the other; null where a part of a day is between them. */
export function wholeDays(start: DayValue, end: DayValue): number | null {
  const isWhole = start.time === null && end.time === null;
  const isMidnight =
    start.time === "000000" &&
    end.time === "000000" &&
    start.zone === end.zone &&
    start.zone !== "UTC";
  return isWhole || (isMidnight && end.day > start.day) ? end.day - start.day : null;
}
