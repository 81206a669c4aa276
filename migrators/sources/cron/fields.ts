// The five fields as the daemons read them, character by character: which minutes, hours and days they set. It shares
// nothing with the scheduler's own readers, since it is there to prove them.

import type { CronDialect } from "./dialect.ts";

/** Whether each value is set, from 0; a weekday's 7 is 0 as well. */
export interface CronTimes {
  minutes: boolean[];
  hours: boolean[];
  days: boolean[];
  months: boolean[];
  weekdays: boolean[];
  /** Day of month or of week begins with `*`: then both must match, else either is enough. */
  dayStar: boolean;
  /** Minute or hour begins with `*`: jumps of the clock treat such entries apart. */
  wild: boolean;
}

interface Bounds {
  name: "minute" | "hour" | "day-of-month" | "month" | "day-of-week";
  low: number;
  high: number;
  names: readonly string[];
}

const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const dayNames = "sun mon tue wed thu fri sat".split(" ");
export const fieldBounds: readonly Bounds[] = [
  { name: "minute", low: 0, high: 59, names: [] },
  { name: "hour", low: 0, high: 23, names: [] },
  { name: "day-of-month", low: 1, high: 31, names: [] },
  { name: "month", low: 1, high: 12, names: monthNames },
  { name: "day-of-week", low: 0, high: 7, names: dayNames },
];

export const nicknameFields: Readonly<Record<string, readonly string[]>> = {
  "@yearly": ["0", "0", "1", "1", "*"],
  "@annually": ["0", "0", "1", "1", "*"],
  "@monthly": ["0", "0", "1", "*", "*"],
  "@weekly": ["0", "0", "*", "*", "0"],
  "@daily": ["0", "0", "*", "*", "*"],
  "@midnight": ["0", "0", "*", "*", "*"],
  "@hourly": ["0", "*", "*", "*", "*"],
};

/** What a field sets. `junk`: what Debian's cron ignored at its end; `random`: one of them is chosen by the daemon. */
export interface FieldReading {
  set: boolean[];
  junk: string;
  random: boolean;
}

/** Null: the daemon says `bad minute` and the like. */
export function readField(text: string, bounds: Bounds, dialect: CronDialect): FieldReading | null {
  const set = new Array<boolean>(bounds.high + 1).fill(false);
  let at = 0;
  let random = false;
  for (;;) {
    const item = readItem(text, at, bounds, dialect);
    if (item === null) return null;
    random ||= item.random;
    for (let value = item.from; value <= item.to; value += item.step) {
      if (value < bounds.low || value > bounds.high) return null;
      set[value] = true;
    }
    at = item.end;
    if (text[at] !== ",") break;
    at++;
  }
  if (at < text.length && dialect === "cronie") return null;
  return { set, junk: text.slice(at), random };
}

interface Item {
  from: number;
  to: number;
  step: number;
  end: number;
  random: boolean;
}

function readItem(text: string, start: number, bounds: Bounds, dialect: CronDialect): Item | null {
  let at = start;
  let from = bounds.low;
  let to = bounds.high;
  if (text[at] === "*") at++;
  else if (text[at] === "~" && dialect === "cronie") return randomItem(text, at, from, bounds);
  else {
    const first = readNumber(text, at, bounds.names, bounds.low);
    if (first === null) return null;
    from = first.value;
    at = first.end;
    if (text[at] === "~" && dialect === "cronie") return randomItem(text, at, from, bounds);
    if (text[at] === "/") return null;
    if (text[at] !== "-") return { from, to: from, step: 1, end: at, random: false };
    const last = readNumber(text, at + 1, bounds.names, bounds.low);
    if (last === null) return null;
    to = last.value;
    at = last.end;
    const isOutside = (value: number) => value < bounds.low || value > bounds.high;
    if (dialect === "debian" && (isOutside(from) || isOutside(to))) return null;
  }
  if (text[at] !== "/") return { from, to, step: 1, end: at, random: false };
  const step = readNumber(text, at + 1, [], 0);
  return step === null || step.value === 0
    ? null
    : { from, to, step: step.value, end: step.end, random: false };
}

/** crond sets one value between the two; which, it says nowhere. */
function randomItem(text: string, tilde: number, from: number, bounds: Bounds): Item | null {
  const next = text[tilde + 1];
  const last =
    next === undefined || next === ","
      ? { value: bounds.high, end: tilde + 1 }
      : readNumber(text, tilde + 1, bounds.names, bounds.low);
  if (last === null || from > last.value || from < bounds.low || last.value > bounds.high)
    return null;
  return { from, to: last.value, step: 1, end: last.end, random: true };
}

/** Digits, or one of the names in any case. */
function readNumber(
  text: string,
  start: number,
  names: readonly string[],
  low: number,
): { value: number; end: number } | null {
  let end = start;
  while (end < text.length && /[0-9a-z]/i.test(text[end] as string)) end++;
  const word = text.slice(start, end);
  if (/^\d{1,9}$/.test(word)) return { value: Number(word), end };
  const named = names.indexOf(word.toLowerCase());
  return named === -1 ? null : { value: named + low, end };
}

/** What a nickname or five fields set; null for `@reboot`, and for what the daemon can't read. */
export function timesOf(text: string, dialect: CronDialect): CronTimes | null {
  const words = nicknameFields[text] ?? text.split(" ");
  const read = fieldBounds.map((bounds, index) => readField(words[index] ?? "", bounds, dialect));
  return read.includes(null) || words.length !== fieldBounds.length
    ? null
    : timesOfSets(
        read.map((field) => field?.set ?? []),
        words,
      );
}

/** @param words The fields as written: what they begin with decides. */
export function timesOfSets(
  [minutes = [], hours = [], days = [], months = [], weekdays = []]: readonly boolean[][],
  words: readonly string[],
): CronTimes {
  const starts = (index: number) => words[index]?.startsWith("*") ?? false;
  const week = weekdays.slice(0, 7);
  if (weekdays[7]) week[0] = true;
  const sets = { minutes, hours, days, months, weekdays: week };
  return { ...sets, dayStar: starts(2) || starts(4), wild: starts(0) || starts(1) };
}
