// Times of day in words: as a list, as steps, or by hours and minutes, whichever is short.

import { andList, clockText, lengthText, runsOf } from "./say-list.ts";

const daySeconds = 86_400;
/** More are told by fields, where they have some, and by steps from half as many on. */
const longestList = 6;

/** `at 06:00 and 18:00`, `every 15 minutes from 08:00 to 18:00`, `at minutes 5 and 35 of hours 8 to 17`. @param times Ascending. */
export function timesText(times: readonly number[]): string {
  const steps = stepsText(times);
  if (isAroundTheClock(times) && times.length > 2) return `every ${lengthText(stepOf(times) ?? 0)}`;
  if (times.length <= (steps === null ? longestList : longestList / 2)) return listText(times);
  return steps ?? fieldsText(times) ?? listText(times);
}

const listText = (times: readonly number[]): string => `at ${andList(times.map(clockText))}`;

/** Whether they go on around the clock, day and night. */
export const isAroundTheClock = (times: readonly number[]): boolean => {
  const [first = 0, second = daySeconds] = times;
  const step = second - first;
  return first === 0 && times.length * step === daySeconds && stepOf(times) !== null;
};

function stepOf(times: readonly number[]): number | null {
  const [first, second] = times;
  if (first === undefined || second === undefined) return null;
  const step = second - first;
  return times.every((time, index) => time === first + index * step) ? step : null;
}

function stepsText(times: readonly number[]): string | null {
  const step = stepOf(times);
  if (step === null) return null;
  return `every ${lengthText(step)} from ${clockText(times[0] ?? 0)} to ${clockText(times.at(-1) ?? 0)}`;
}

/** An interval that goes on after midnight. @param offsets Seconds after midnight of the day on which it begins, ascending. */
export function overMidnightText(offsets: readonly number[]): string {
  const [first = 0, second = first] = offsets;
  const last = offsets.at(-1) ?? first;
  return `every ${lengthText(second - first)} from ${clockText(first)} to ${clockText(last - daySeconds)} the day after`;
}

/** Hours, minutes and seconds by themselves, where the times are all of their combinations. */
function fieldsText(times: readonly number[]): string | null {
  const hours = distinct(times.map((time) => Math.floor(time / 3600)));
  const minutes = distinct(times.map((time) => Math.floor(time / 60) % 60));
  const seconds = distinct(times.map((time) => time % 60));
  if (hours.length * minutes.length * seconds.length !== times.length) return null;
  const second = seconds.length === 1 && seconds[0] === 0 ? "" : `${field("second", seconds)} of `;
  const minute = minutes.length === 60 ? "every minute" : field("minute", minutes);
  const hour = hours.length === 24 ? "every hour" : field("hour", hours);
  return `at ${second}${minute} of ${hour}`;
}

const distinct = (values: readonly number[]): number[] =>
  [...new Set(values)].sort((a, b) => a - b);

const field = (name: string, values: readonly number[]): string =>
  `${name}${values.length === 1 ? "" : "s"} ${andList(runsOf(values, String))}`;
