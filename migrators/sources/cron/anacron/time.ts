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
