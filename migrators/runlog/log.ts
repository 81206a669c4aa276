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
  /** Of its command; null: not ended, or the log doesn't say it. */
  exit: number | null;
  /** As written. */
  status: string | null;
  /** What tells it from other runs of the job: an order, a run number. */
  run: string | null;
  /** How often it ran, for formats that have one entry for all. */
  times: number;
  /** `again`: a further try of a run that is there already. */
  how: "forced" | "again" | null;
  /** Where it ran, where the log says it. */
  host: string | null;
  line: number;
  /** As they were written: those that tell of it. */
  lines: string[];
}

/** Of a run what a log can tell at all; what cron tells depends on how it is started. */
export type Observable = "end" | "exit";

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
  /** What is under way by now; absent: each piece tells all of its runs. */
  open?(): readonly LoggedRun[];
  /** What it keeps between pieces, as JSON, for a reader that goes on from there; absent: nothing. */
  save?(): object;
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
  /** Of logs of several hosts the one that is read; absent: the first. */
  host?: string | null;
  /** Each run of an order is a run by itself, of which `times` says which; absent: the order is one. */
  eachRun?: boolean;
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
  /** @param saved of a reader of the same log, which has read all before. */
  reader(context: LogContext, saved?: object | null): LogReader;
  /** Whose times are in it, where lines name it; null: its head doesn't say it. */
  hostOf?: (head: string) => string | null;
  /** Without any of these words a line tells of no run; null, or absent: any may. */
  words?: (head: string) => readonly string[] | null;
  /** Whether it grows, so that a line without its end may come whole yet. */
  grows: boolean;
  tells: readonly Observable[];
  /**
   * What did not run when it isn't in there. `whole`: anything between its first and last moment, or business date; `perJob`:
   * the job, from its first run in there on; `latestDate`: anything, on the latest business date in there.
   */
  covers: "whole" | "perJob" | "latestDate";
}

/** Of one scheduler, which ran what it tells of. */
export type RunLogFormat = LogFormat & { system: LegacySystem };

export const isOfRuns = (format: LogFormat): format is RunLogFormat =>
  format.system !== null && !format.plans;

export const unread = (line: number, why: string): LogItem => ({ kind: "unread", line, why });

export const nothing: readonly LogItem[] = [];

/** A run of which only these are known. */
export const loggedRun = (
  known: Pick<LoggedRun, "job" | "line"> & Partial<LoggedRun>,
): { kind: "run"; run: LoggedRun } => ({
  kind: "run",
  run: {
    ...{ user: null, date: null, start: null, end: null, status: null, run: null, times: 1 },
    ...{ exit: null, how: null, host: null, lines: [], ...known },
  },
});

/** Widens a span to a moment. */
export function reach(span: LogSpan, at: number): void {
  if (span.first === null || at < span.first) span.first = at;
  if (span.last === null || at > span.last) span.last = at;
}
