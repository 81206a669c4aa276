// Which words of a structured schedule go together.

import type { ScheduleSpec } from "#schemas/types.ts";

type Words = Exclude<ScheduleSpec, string>;
type Word = keyof Words;

/** Each says times of day; a schedule has one of them. */
export const times = ["every", "daily", "at"] as const;
/** Each counts days in periods; a schedule has at most one of them. */
const counts = ["nthDay", "nthWeekday", "nthBusinessDay"] as const;
const dates = [...counts, "weekdays", "months"] as const;
const known: readonly string[] = [...times, ...dates, "from", "until", "of", "dst"];
/** Words that may be lists. */
export const lists = ["daily", "at", ...dates] as const;

export interface FormFault {
  message: string;
  help?: string;
  /** The word to point at; absent: the whole schedule. */
  property?: string;
}

/** @param written Words as they are written: what has the wrong shape was cut, and was reported. */
export function formFault(schedule: Words, written: readonly string[]): FormFault | null {
  const has = (word: Word) => schedule[word] !== undefined;
  return (
    twoOf(times, has) ??
    twoOf(counts, has) ??
    strayFault(has, written) ??
    // A slip was reported, and may be what is missing.
    (written.every((word) => known.includes(word))
      ? (noTimeFault(written) ?? pairFault(has, written))
      : null)
  );
}

type Has = (word: Word) => boolean;

function twoOf(words: readonly Word[], has: Has): FormFault | null {
  const [one, other] = words.filter(has);
  if (one === undefined || other === undefined) return null;
  return {
    message: `a schedule has \`${one}\` or \`${other}\`, not both`,
    help: "use two triggers: they are alternatives",
    property: other,
  };
}

const andList = (words: readonly string[]): string =>
  words
    .map((word) => `\`${word}\``)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");

/** A word without the one to which it belongs. */
function strayFault(has: Has, written: readonly string[]): FormFault | null {
  if (times.some((word) => written.includes(word)) && !written.includes("every"))
    for (const word of ["from", "until"] as const)
      if (has(word)) return { message: `\`${word}\` belongs to \`every\``, property: word };
  if (has("dst") && !["daily", "at"].some((word) => written.includes(word)))
    return { message: "`dst` belongs to `daily` or `at`", property: "dst" };
  if (has("of") && !counts.some((word) => written.includes(word)))
    return { message: `\`of\` belongs to ${andList(counts)}`, property: "of" };
  return null;
}

function noTimeFault(written: readonly string[]): FormFault | null {
  if (times.some((word) => written.includes(word))) return null;
  const date = dates.find((word) => written.includes(word));
  if (date !== undefined)
    return { message: `\`${date}\` needs a time of day`, help: 'write `at: "18:00"`' };
  return {
    message: "the schedule says no time",
    help: 'write `every: 15m`, `daily: "07:00"`, `nthBusinessDay: -1` with `at: "18:00"`, or cron text',
  };
}

function pairFault(has: Has, written: readonly string[]): FormFault | null {
  const count = counts.find(has);
  if (has("daily") && count !== undefined)
    return {
      message: `\`daily\` is each day, and \`${count}\` is not`,
      help: "write `at` instead of `daily`",
      property: "daily",
    };
  if (has("at") && !dates.some((word) => written.includes(word)))
    return {
      message: `\`at\` needs ${andList(dates)}`,
      help: "write `daily` for each day",
      property: "at",
    };
  if (has("nthWeekday") && !written.includes("weekdays"))
    return {
      message: "`nthWeekday` needs the `weekdays` that it counts",
      help: "write `weekdays: [fri]`, or `nthDay` to count all days",
      property: "nthWeekday",
    };
  return null;
}
