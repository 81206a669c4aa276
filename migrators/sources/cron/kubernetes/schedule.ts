// The schedule of a CronJob as the library robfig/cron reads it, apart from the scheduler's own reader, which it is there
// to prove.

import { type CronTimes, nicknameFields } from "../fields.ts";

interface Bounds {
  low: number;
  high: number;
  names: readonly string[];
}

const fields: readonly Bounds[] = [
  { low: 0, high: 59, names: [] },
  { low: 0, high: 23, names: [] },
  { low: 1, high: 31, names: [] },
  { low: 1, high: 12, names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { low: 0, high: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];

/** Null for what the library doesn't read, and for `@every` and zones within the text. */
export function readSchedule(text: string): CronTimes | null {
  const words = nicknameFields[text] ?? text.trim().split(/\s+/);
  if (words.length !== fields.length) return null;
  const read = words.map((word, at) => readField(word, fields[at] as Bounds));
  const [minutes, hours, days, months, weekdays] = read;
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  return {
    ...{ minutes: minutes.set, hours: hours.set, days: days.set, months: months.set },
    ...{ weekdays: weekdays.set, dayStar: days.isOpen || weekdays.isOpen, wild: false },
  };
}

/** `isOpen`: an item is `*` or `?`, and has no step of more than one. */
function readField(text: string, bounds: Bounds): { set: boolean[]; isOpen: boolean } | null {
  const set = new Array<boolean>(bounds.high + 1).fill(false);
  let isOpen = false;
  // Empty items count for nothing.
  for (const item of text.split(",")) {
    if (item === "") continue;
    const [range = "", stepText, ...more] = item.split("/");
    const [first = "", last, ...rest] = range.split("-");
    if (more.length > 0 || rest.length > 0) return null;
    const step = stepText === undefined ? 1 : numberOf(stepText, { ...bounds, names: [] });
    const isStar = first === "*" || first === "?";
    const from = isStar ? bounds.low : numberOf(first, bounds);
    const isToEnd = isStar || (last === undefined && stepText !== undefined);
    const to = isToEnd ? bounds.high : last === undefined ? from : numberOf(last, bounds);
    if (step === null || step === 0 || from === null || to === null) return null;
    if (from < bounds.low || to > bounds.high || from > to) return null;
    for (let value = from; value <= to; value += step) set[value] = true;
    isOpen ||= isStar && step === 1;
  }
  return { set, isOpen };
}

function numberOf(text: string, { low, names }: Bounds): number | null {
  const named = names.indexOf(text.toLowerCase());
  if (named !== -1) return named + low;
  return /^\+?\d{1,9}$/.test(text) ? Number(text) : null;
}
