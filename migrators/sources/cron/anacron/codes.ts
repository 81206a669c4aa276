// What anacrontabs may have that a person has to know of, and what is assumed of them.

import type { FindingCode } from "#migrators/codes.ts";

export const anacronCodes = {
  "anacron-start": {
    severity: "error",
    title:
      "anacron runs its jobs whenever it is started itself, and no anacrontab says when that is.",
    help: 'set `anacron: {start: "HH:MM"}` in the parameters: when it is first started on a day',
  },
  "anacron-due": {
    severity: "info",
    title:
      "The machine is up when anacron is first started; the job runs then, after its delay, and later if that was missed.",
    help: null,
  },
  "anacron-stamp": {
    severity: "error",
    title:
      "A job of anacron runs so many days after it last did, and no anacrontab says when that was.",
    help: "set `anacron: {stamps: {NAME: YYYY-MM-DD}}` in the parameters",
  },
  "anacron-period": {
    severity: "error",
    title: "The period is none that anacron has.",
    help: "write a number of days, or @daily, @weekly, @monthly or @yearly",
  },
  "anacron-year": {
    severity: "info",
    title:
      "The job runs on the day of the year of its last run; anacron's own date moves on by a day after a leap year.",
    help: null,
  },
  "anacron-day": {
    severity: "error",
    title:
      "anacron counts months by their lengths since the last run, so that its dates wander from month to month.",
    help: "set `anacron: {days: {NAME: 1}}` in the parameters: the day of the month on which the job is to run",
  },
  "anacron-month": {
    severity: "info",
    title:
      "The job runs on the day of the month that the parameters say; anacron's own dates wander, 28 to 31 days from each other.",
    help: null,
  },
  "anacron-hours": {
    severity: "error",
    title:
      "The first start and the delay come to a time at which the anacrontab lets nothing start.",
    help: "set `anacron.start` in the parameters to the first start that comes into these hours",
  },
  "anacron-serial": {
    severity: "info",
    title:
      "Where anacron is started with `-s`, it runs one job after the other; specs start each at its time.",
    help: "give the pipelines a lock if they must not run at once",
  },
} as const satisfies Record<string, FindingCode>;
