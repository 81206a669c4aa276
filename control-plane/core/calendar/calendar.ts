// A calendar as schedules carry it: what its file says, with the calendars that it refers to in place of their names. It is
// a part of the pipelines that use it, so a changed calendar is a changed pipeline: planned, recorded and pinned by its runs.

export interface Calendar {
  name: string;
  /** Null: the file says none. */
  weekdays: Weekday[] | null;
  days: CalendarRule[];
  within: Calendar[];
  except: CalendarRule[];
  also: CalendarRule[];
  /** First and last date (YYYY-MM-DD) for which it says anything, those of the calendars that it refers to included. */
  from: string | null;
  until: string | null;
}

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

export const months = [
  ...["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
] as const;
export type Month = (typeof months)[number];

/** Dates are YYYY-MM-DD or, for each year, MM-DD. */
export type CalendarRule = {
  /** For people. */
  name?: string;
  years?: { from?: number; until?: number };
} & (
  | { date: string; substitute?: Substitute }
  | { from: string; until: string }
  /** Days after Easter Sunday. */
  | { easter: number }
  | { orthodoxEaster: number }
  | { nth: number; weekday: Weekday[]; month?: string[] }
  | { weekday: Weekday[]; before: string }
  | { weekday: Weekday[]; after: string }
  | { day: number; month?: string[] }
  | { every: number; from: string; until?: string }
  | { calendar: Calendar }
);

/** Where a day goes that falls on a day off. */
export type Side = "next" | "previous" | "nearest";
export type Substitute = Side | Partial<Record<Weekday, Side>>;

/** The lists of a calendar that hold rules. */
export const ruleLists = ["days", "except", "also"] as const;
export type RuleList = (typeof ruleLists)[number];
