// A run that a log or a guard tells of, as it is kept: what is known, what may still come, and what this source can't tell.

import type { LogFormat, LoggedRun } from "./log.ts";

export const sourceKinds = ["cron", "control-m", "autosys", "guard"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** What a cron daemon logs is an option of its start: nobody can tell it from the lines that are not there. */
export interface SourceSettings {
  endsLogged?: boolean;
  failuresLogged?: boolean;
}

export type Known = "absent" | "value" | "unobservable";

export interface ToldRun {
  job: string;
  login: string | null;
  host: string | null;
  run: string | null;
  ordinal: number;
  /** Business date, `YYYY-MM-DD`. */
  date: string | null;
  /** RFC 3339, UTC. */
  start: string | null;
  end: string | null;
  endKnown: Known;
  exit: number | null;
  exitKnown: Known;
  outcome: "succeeded" | "failed" | null;
  status: string | null;
  how: "forced" | "again" | null;
  lines: string[];
}

/** Of longer commands cron's own limit is as long, and no name of a job is. */
const longestJob = 1_000;

/** @param format of which it was read */
export function toldRun(
  run: LoggedRun,
  format: Pick<LogFormat, "system" | "tells">,
  settings: SourceSettings,
): ToldRun {
  const isCron = format.system === "cron";
  const tellsEnd = isCron ? settings.endsLogged === true : format.tells.includes("end");
  const outcome = outcomeOf(run, settings, isCron);
  const exit = run.exit ?? (isCron && outcome === "succeeded" ? 0 : null);
  const mayCome = isCron ? settings.failuresLogged === true : format.tells.includes("exit");
  return {
    job: run.job.slice(0, longestJob),
    ...{ login: run.user, host: run.host, run: run.run },
    ordinal: format.system === "control-m" ? run.times : 1,
    ...{ date: run.date, start: instant(run.start), end: instant(run.end) },
    endKnown: run.end !== null ? "value" : tellsEnd ? "absent" : "unobservable",
    exit,
    // What has ended without a number gets none any more.
    exitKnown: exit !== null ? "value" : mayCome && run.end === null ? "absent" : "unobservable",
    ...{ outcome, status: run.status, how: run.how, lines: run.lines },
  };
}

/**
 * What tells a run from others of its source, the same whenever and from whichever file it is told. A cron daemon's is the
 * process, Control-M's the order and how often it ran, AutoSys' the moment of its start, a guard's what it names it.
 */
export function runKey(
  kind: SourceKind,
  { job, login, host, run, ordinal, date, start }: RunName,
): string {
  const parts: Record<SourceKind, readonly (string | number | null)[]> = {
    cron: run === null ? [host, login, job, start] : [host, run, start],
    "control-m": run === null ? [job, date, ordinal, start] : [run, ordinal],
    autosys: [job, start],
    guard: [run ?? job, run === null ? start : null],
  };
  return JSON.stringify([kind, ...parts[kind]]);
}

export type RunName = Pick<
  ToldRun,
  "job" | "login" | "host" | "run" | "ordinal" | "date" | "start"
>;

const instant = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

const good: ReadonlySet<string> = new Set(["SUCCESS", "SU", "Ended OK"]);
const bad: ReadonlySet<string> = new Set([
  ...["FAILURE", "TERMINATED", "FA", "TE", "Ended Not OK", "ended not OK", "failed to execute"],
]);

function outcomeOf(
  { status, end }: LoggedRun,
  { failuresLogged = false }: SourceSettings,
  isCron: boolean,
): ToldRun["outcome"] {
  if (isCron) {
    if (status !== null) return "failed";
    return failuresLogged && end !== null ? "succeeded" : null;
  }
  if (status === null) return null;
  return good.has(status) ? "succeeded" : bad.has(status) ? "failed" : null;
}
