// When a legacy job starts by its own rules, whatever else it waits for: the days it is for, and the times on them.

import type { Dialect } from "#core/schedule/dialect.ts";
import type { Sourced } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";

export interface LegacySchedule {
  start: Start;
  /** IANA zone of its times and days; null where nothing says, which refuses what needs it. */
  timezone: Sourced<string> | null;
  /** `HH:MM` at which its business date begins. */
  newDay: string;
  /** May only start within it. Times are local; `until` before `from`, counted from new day, is of the next day. */
  window: StartWindow | null;
  cyclic: Cyclic | null;
  /** A date that passed while the scheduler was down: lost, or run once or for each date. */
  missed: "none" | "latest" | "all";
  /** What says something of each, also where it says nothing that counts. */
  sources?: Readonly<Record<ScheduleSource, readonly LegacyAttribute[]>>;
  /** What says so, where something does. */
  missedFrom?: readonly LegacyAttribute[];
}

/** `kept`: how long a job is that has not started. `order`: of a group, that it orders its members. */
export type ScheduleSource = "days" | "window" | "kept" | "missed" | "order";

export type Start =
  /** By hand, by force, or by its conditions alone. */
  | { kind: "none" }
  /** `assumed`: the code of what is assumed about the text; null: nothing. */
  | {
      kind: "cron";
      text: Sourced<string>;
      /** Further ones: what several have at once is one start. */
      also?: readonly Sourced<string>[];
      /** Of its days only each so many, from a date on. */
      days?: { every: number; from: string };
      dialect: Dialect;
      assumed: string | null;
      /** It starts with its host as well. */
      boot?: Boot;
    }
  | ({ kind: "boot" } & Boot)
  | { kind: "days"; days: DayRule; times: Sourced<StartTimes> | null };

/** When its host starts, and so many seconds later. */
export interface Boot {
  delaySeconds: number;
  from: readonly LegacyAttribute[];
}

/** Null beside `days`: from new day, or from the window's begin. */
export type StartTimes =
  /** `HH:MM`, `+Nd` for calendar days after the business date. */
  | { at: readonly string[] }
  /** Minutes of every hour. */
  | { minutes: readonly number[] };

export interface StartWindow {
  from: Sourced<string> | null;
  /** Null: the end of the business date. `never`: past new day, for as long as the job is kept. */
  until: Sourced<string> | "never" | null;
  /** Outside: `wait` for it, be `skipped` for the date, or `nearest`: what the nearer edge says (AutoSys). */
  outside: "wait" | "skip" | "nearest";
  /** Days that it is kept after its date when it did not start; null: for ever. */
  keepDays: Sourced<number> | null;
}

export type Cyclic = { from: readonly LegacyAttribute[]; max: Sourced<number> | null } & (
  | { kind: "interval"; minutes: number; base: "start" | "end" | "due" }
  /** Lengths between iterations, then no more. */
  | { kind: "sequence"; minutes: readonly number[]; base: "start" | "end" | "due" }
  /** `HH:MM`; a start later than the tolerance is left out. */
  | { kind: "times"; at: readonly string[]; toleranceMinutes: number | null }
);

/** A rule for dates, of the job's own zone. Weekdays are ISO: 1 is Monday, 7 Sunday. */
export type DayRule = { from: readonly LegacyAttribute[] } & (
  | { rule: "every" | "none" }
  | { rule: "weekdays"; weekdays: readonly number[] }
  /** 1 is the first, -1 the last day of the month. */
  | { rule: "monthDays"; days: readonly number[] }
  | { rule: "months"; months: readonly number[] }
  /** The nth of those weekdays in the month, or of the weeks of the month. */
  | { rule: "nthWeekday"; n: readonly number[]; weekdays: readonly number[] }
  | { rule: "weekOfMonth"; weeks: readonly number[]; weekStart: number }
  /** `YYYY-MM-DD` */
  | { rule: "dates"; dates: readonly string[] }
  /** `MM-DD`, each year. */
  | { rule: "yearDays"; days: readonly string[] }
  | { rule: "calendar"; calendar: string }
  /** The nth days of a period that the calendar has. */
  | { rule: "nthOfCalendar"; calendar: string; n: readonly number[]; of: "week" | "month" | "year" }
  /** The nth days of a period of a periodic calendar; `*`: of any. */
  | { rule: "nthOfPeriod"; calendar: string; n: readonly number[]; period: string }
  /** Both ends belong to it; `until` before `from`: all but what lies between. */
  | { rule: "between"; first: string | null; last: string | null }
  /** Dates that the calendar lacks are left out, moved to its next or previous day, or kept; then all move by `shift` of its days. */
  | {
      rule: "moved";
      of: DayRule;
      calendar: string;
      lacking: "skip" | "next" | "previous" | "keep";
      shift: number;
    }
  | { rule: "all" | "any"; rules: readonly DayRule[] }
  | { rule: "not"; not: DayRule }
);
