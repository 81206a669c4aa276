// What a log of past runs tells, whichever scheduler wrote it. Each format is a reader of its own: pure, line by line, and
// what it keeps meanwhile doesn't grow with the log.

import type { LegacySystem } from "../legacy.ts";
import type { LogClock } from "./clock.ts";

export interface LoggedRun {
  /** As the log names it; of cron the command. */
  job: string;
  /** Of cron: whose it is. */
  user: string | null;
  /** Business date, where the log has one, `YYYY-MM-DD`. */
  date: string | null;
  /** Milliseconds since 1970; null: not started, or before the log begins. */
  start: number | null;
  end: number | null;
  /** As written. */
  status: string | null;
  /** What tells it from other runs of the job: an order, a run number. */
  run: string | null;
  /** How often it ran, for formats that have one entry for all. */
  times: number;
  /** `again`: a further try of a run that is there already. */
  how: "forced" | "again" | null;
  line: number;
}

/** What holds a job back from a moment on; `active`: nothing any more. */
export interface LoggedHold {
  job: string;
  at: number | null;
  state: "held" | "iced" | "noExecute" | "active";
  line: number;
}

export type LogItem =
  | { kind: "run"; run: LoggedRun }
  | { kind: "hold"; hold: LoggedHold }
  /** The log knows the job and has no run of it. */
  | { kind: "job"; job: string }
  | { kind: "unread"; line: number; why: string };

/** First and last moment that a log tells of, in milliseconds since 1970. */
export interface LogSpan {
  first: number | null;
  last: number | null;
}

export interface LogReader {
  /** Takes the next piece of the log; never throws. @param line number of its first line, from 1 */
  read(text: string, line: number): readonly LogItem[];
  /** What was still under way when the log ended. */
  end(): readonly LogItem[];
  readonly span: LogSpan;
}

/** What only the parameters and the names of files say. */
export interface LogContext {
  system: LegacySystem;
  /** Of the scheduler's own zone; null: nobody said it. */
  clock: LogClock | null;
  /** Clocks of zones that the log names by the site's own words; null: unknown. */
  clockOf: (zone: string) => LogClock | null;
  dateStandard: "mmdd" | "ddmm";
  /** A date near that of the first line, for logs without years; null: nobody said it. */
  near: string | null;
  /** For logs that name no job. */
  job: string | null;
}

export interface LogFormat {
  /** For people, such as `an event_demon log of AutoSys`. */
  name: string;
  /** Null: of whichever. */
  system: LegacySystem | null;
  /** It has what is planned, and no runs: each start is there as it is due, and on its dates nothing else. */
  plans?: true;
  /** What one piece is: a line, or a JSON object with all that is in it. */
  pieces: "lines" | "objects";
  /** By its first 64 KB. */
  matches(head: string): boolean;
  /** What it needs of the context, by its head. */
  needs: (head: string) => readonly ("clock" | "near" | "job")[];
  reader(context: LogContext): LogReader;
  /**
   * What did not run when it isn't in there. `whole`: anything between its first and last moment, or business date; `perJob`:
   * the job, from its first run in there on; `latestDate`: anything, on the latest business date in there.
   */
  covers: "whole" | "perJob" | "latestDate";
}

export const unread = (line: number, why: string): LogItem => ({ kind: "unread", line, why });

export const nothing: readonly LogItem[] = [];

/** A run of which only these are known. */
export const loggedRun = (
  known: Pick<LoggedRun, "job" | "line"> & Partial<LoggedRun>,
): { kind: "run"; run: LoggedRun } => ({
  kind: "run",
  run: {
    ...{ user: null, date: null, start: null, end: null, status: null, run: null, times: 1 },
    ...{ how: null, ...known },
  },
});

/** Widens a span to a moment. */
export function reach(span: LogSpan, at: number): void {
  if (span.first === null || at < span.first) span.first = at;
  if (span.last === null || at > span.last) span.last = at;
}
