// When a job of anacron is due: the first start on a day, and the job's delay.

/** Hours at which the anacrontab lets jobs start: from, until (exclusive), and that of PREFERRED_HOUR. */
export interface StartHours {
  from: number;
  until: number;
  only: number | null;
}

/** Minutes of the day; null: it is of the next one. @param start `HH:MM` @param delay Minutes. */
export function timeAfter(start: string, delay: number): number | null {
  const [hour = 0, minute = 0] = start.split(":").map(Number);
  const due = hour * 60 + minute + delay;
  return due < 1440 ? due : null;
}

export function inHours(due: number, { from, until, only }: StartHours): boolean {
  const hour = Math.floor(due / 60);
  return hour >= from && hour < until && (only === null || only === hour);
}

/** The time each day, or each week on the weekday of the last run, as cron text. @param stamp `YYYY-MM-DD` */
export function dueText(due: number, stamp: string | null): string {
  const weekday = stamp === null ? "*" : `${new Date(`${stamp}T00:00:00Z`).getUTCDay()}`;
  return `${due % 60} ${Math.floor(due / 60)} * * ${weekday}`;
}
