// Whether a window speaks for a start, or for passing a task over, by the plainest reading of the words: each day has its
// window, and the instant lies in one of them, or between two.

import type { Gates, Pipeline } from "#core/pipeline.ts";

interface Moment {
  /** Business date of the run. */
  date: string;
  /** Milliseconds since 1970. */
  now: number;
}
type Day = Pick<Pipeline, "timezone" | "newDay">;
type Window = Pick<Gates, "notBefore" | "notAfter" | "late">;

/** Dates before and after that a window may be of, for a run of any date and an instant of the simulation. */
const around = Array.from({ length: 61 }, (_, n) => n - 30);

/** From new day on the first `notBefore`, and after that (or new day) the first `notAfter`, or that of the day it says. */
function windowOf(
  { notBefore, notAfter }: Window,
  { date }: Moment,
  { timezone, newDay }: Day,
  later: number,
) {
  const at = (time: string, days: number) =>
    Temporal.PlainDate.from(date)
      .add({ days: days + later })
      .toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds;
  const [today, tomorrow] = [at(notBefore ?? newDay, 0), at(notBefore ?? newDay, 1)];
  const opens = today >= at(newDay, 0) ? today : tomorrow;
  if (notAfter === null) return { opens, closes: Number.POSITIVE_INFINITY };
  const [time = "", days] = notAfter.split(/\+|d$/);
  const closes =
    days === undefined
      ? ([0, 1, 2].map((n) => at(time, n)).find((one) => one > opens) as number)
      : at(time, Number(days));
  return { opens, closes };
}

/** What the window has against a start. */
export function windowAgainst(moment: Moment, day: Day, window: Window): string[] {
  const { now } = moment;
  const { notBefore, notAfter, late } = window;
  const isIn = ({ opens, closes }: { opens: number; closes: number }) =>
    opens <= now && now <= closes;
  const own = windowOf(window, moment, day, 0);
  // Who did not say from when may start as soon as there is a run.
  if (notBefore === null && now <= own.closes) return [];
  const days = late === undefined ? [0] : around.filter((n) => late === "nearest" || n >= 0);
  if (days.some((later) => isIn(windowOf(window, moment, day, later)))) return [];
  if (late !== undefined) return [`outside of every window it may start in (${late})`];
  return now < own.opens ? [`not before ${notBefore}`] : [`not after ${notAfter}`];
}

/** What speaks against passing it over as too late. */
export function naiveLateness(moment: Moment, day: Day, window: Window): string[] {
  const { now } = moment;
  const { late } = window;
  if (window.notAfter === null) return ["nothing is too late for it"];
  if (late === "nextOpening") return ["it waits for the next opening"];
  if (late === undefined)
    return now > windowOf(window, moment, day, 0).closes ? [] : ["it is not too late"];
  const all = around.map((later) => windowOf(window, moment, day, later));
  if (all.some(({ opens, closes }) => opens <= now && now <= closes)) return ["its window is open"];
  const since = Math.min(...all.flatMap(({ closes }) => (closes < now ? now - closes : [])));
  const until = Math.min(...all.flatMap(({ opens }) => (opens > now ? opens - now : [])));
  return since < until ? [] : ["the next opening is as near"];
}
