// How often anacron runs a job: days since its last run, or a calendar month or year.

import { dateOf, dayOf } from "#core/calendar/date.ts";
import type { AnacronOptions } from "../dialect.ts";
import type { CronCode } from "../finding.ts";

/** Days, or a word of the calendar. */
export type Period = number | "monthly" | "yearly";

/** Null for what is none. */
export function periodOf(text: string): Period | null {
  if (text.startsWith("@daily")) return 1;
  if (text.startsWith("@weekly")) return 7;
  if (text.startsWith("@monthly")) return "monthly";
  if (/^@(?:yearly|annually)/.test(text)) return "yearly";
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return days >= 1 && days <= 3660 ? days : null;
}

export const noPeriod: CronCode = "anacron-period";

/** What the parameters say of a job. */
type Said = AnacronOptions & { id: string };

const saidOf = <T>({ id }: Said, all: Readonly<Record<string, T>> = {}): T | undefined =>
  Object.hasOwn(all, id) ? all[id] : undefined;

/** What has to be said before anybody knows its days. */
export function faultOf(period: Period, said: Said): CronCode | null {
  if (period === "monthly") return saidOf(said, said.days) === undefined ? "anacron-day" : null;
  return period !== 1 && saidOf(said, said.stamps) === undefined ? "anacron-stamp" : null;
}

interface Due {
  /** Cron text. */
  text: string;
  /** Only each so many days from a date on. */
  days?: { every: number; from: string };
}

/** @param due Minutes of the day. */
export function dueOf(period: Period, due: number, said: Said): Due {
  const clock = `${due % 60} ${Math.floor(due / 60)}`;
  if (period === "monthly") return { text: `${clock} ${saidOf(said, said.days)} * *` };
  if (period === 1) return { text: `${clock} * * *` };
  const last = dayOf(saidOf(said, said.stamps) ?? "1970-01-01");
  if (period === "yearly") {
    const of = new Date(last * 86_400_000);
    const [month, day] = [of.getUTCMonth() + 1, of.getUTCDate()];
    // A year after a 29 February is a 1 March.
    return { text: month === 2 && day === 29 ? `${clock} 1 3 *` : `${clock} ${day} ${month} *` };
  }
  if (period === 7) return { text: `${clock} * * ${new Date(last * 86_400_000).getUTCDay()}` };
  return { text: `${clock} * * *`, days: { every: period, from: dateOf(last + period) } };
}
