// Windows of starts in minutes from new day, and as `notBefore` and `notAfter`.

import type { TaskSpec } from "#schemas/types.ts";
import type { StartWindow } from "../legacy/schedule.ts";
import { Unsayable } from "./unsayable.ts";

export const dayMinutes = 1_440;

/** Minutes after the new day of the business date; `until` includes its minute, null has no end. */
export interface Minutes {
  from: number;
  until: number | null;
}

/** Minutes after midnight of `HH:MM`. */
export const minutesOf = (clock: string): number =>
  Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

/** `HH:MM`, also of minutes beyond a day. */
export function clockOf(minutes: number): string {
  const two = (part: number) => `${part}`.padStart(2, "0");
  const ofDay = minutes % dayMinutes;
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
}

/** Minutes from new day to a time of day, `HH:MM+1d` a business date later. */
export function fromNewDay(time: string, newDay: string): number {
  const [clock = "", days = "0"] = time.replace(/d$/, "").split("+");
  return (
    ((minutesOf(clock) - minutesOf(newDay) + dayMinutes) % dayMinutes) + Number(days) * dayMinutes
  );
}

/**
 * What a window says by itself. Without an end it closes when the job is no longer kept: with its business date, so many
 * days later, or never. One that is said to stay open past new day does so even where nothing keeps the job.
 */
export function minutesOfWindow({ from, until, keepDays }: StartWindow, newDay: string): Minutes {
  const opens = from === null ? 0 : fromNewDay(from.value, newDay);
  const ofDate = Math.floor(opens / dayMinutes) * dayMinutes;
  const kept = keepDays === null ? null : (keepDays.value + 1) * dayMinutes + ofDate;
  if (until === "never") return { from: opens, until: keepDays?.value === 0 ? null : kept };
  if (until === null) return { from: opens, until: kept };
  const closes = fromNewDay(until.value, newDay);
  return { from: opens, until: closes <= opens ? closes + dayMinutes : closes };
}

/** What both allow. */
export const narrowed = (one: Minutes, other: Minutes): Minutes => ({
  from: Math.max(one.from, other.from),
  until:
    one.until === null || other.until === null
      ? (one.until ?? other.until)
      : Math.min(one.until, other.until),
});

/**
 * The words for it; a beginning that is not after `due`, when the run is, needs none.
 * @throws Unsayable for one that closes before it opens.
 */
export function windowWords(
  { from, until }: Minutes,
  due: number,
  newDay: string,
): Pick<TaskSpec, "notBefore" | "notAfter"> {
  const opens = from > due ? from : 0;
  if (until !== null && until < opens) throw new Unsayable("its window closes before it opens");
  return {
    ...(opens > 0 && { notBefore: startWords(opens, newDay) }),
    // A window of no length is open for its minute.
    ...(until !== null && { notAfter: endWords(Math.max(until, opens + 1), opens, newDay) }),
  };
}

/** Minutes after new day as a beginning: of the business date itself without a word of the day. */
function startWords(opens: number, newDay: string): string {
  const local = opens + minutesOf(newDay);
  return opens < dayMinutes
    ? clockOf(local)
    : `${clockOf(local)}+${Math.floor(local / dayMinutes)}d`;
}

/** Minutes after new day as an end of what opens then: the first such time, or with its calendar day. */
export function endWords(until: number, opens: number, newDay: string): string {
  const local = until + minutesOf(newDay);
  const clock = clockOf(local);
  const days = Math.floor(local / dayMinutes);
  return until > opens && until <= opens + dayMinutes ? clock : `${clock}+${days}d`;
}
