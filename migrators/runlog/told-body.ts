// Runs that were read, as the API takes them: within its limits, and without what is not known.

import type { LogFormat, LoggedRun } from "./log.ts";
import { type SourceSettings, type ToldRun, toldRun } from "./told-run.ts";

const longestLine = 10_000;
const mostLines = 50;

/** A run of `POST …/legacy-runs`. */
export type ToldBody = Pick<ToldRun, "job" | "ordinal" | "lines"> & {
  -readonly [K in Exclude<keyof ToldRun, "endKnown" | "exitKnown">]?: NonNullable<ToldRun[K]>;
} & { unobservable?: ("end" | "exit")[] };

/**
 * Null: it says nothing that could be kept. What has no start is the end of a run that began before the log, or an order of which
 * something is known by its date.
 * @param settings One run of cron with its end says that ends of all are logged: then it is changed.
 */
export function toldBody(
  run: LoggedRun,
  format: LogFormat,
  settings: SourceSettings,
): ToldBody | null {
  if (run.start === null && run.date === null) return null;
  if (run.end !== null && format.system === "cron") settings.endsLogged = true;
  return bodyOf(toldRun(run, format, settings));
}

function bodyOf(run: ToldRun): ToldBody {
  const { job, lines, ordinal, endKnown, exitKnown } = run;
  const told: ToldBody = { job: plain(job, 1_000), ordinal, lines: [] };
  for (const name of ["login", "host", "run", "date", "start", "end", "status"] as const) {
    const value = run[name];
    if (value !== null) told[name] = plain(value, 200);
  }
  if (run.exit !== null) told.exit = run.exit;
  if (run.outcome !== null) told.outcome = run.outcome;
  if (run.how !== null) told.how = run.how;
  const hidden = (
    [
      ["end", endKnown],
      ["exit", exitKnown],
    ] as const
  ).flatMap(([what, known]) => (known === "unobservable" ? what : []));
  if (hidden.length > 0) told.unobservable = hidden;
  told.lines = lines.slice(0, mostLines).map(lineOf);
  return told;
}

/** Names as the API takes them: without signs that steer a terminal. */
const plain = (text: string, most: number): string =>
  text.slice(0, most).replaceAll(/\p{Cc}/gu, "\ufffd");

/** A record may have been written over several lines. */
const lineOf = (text: string): string =>
  text
    .replaceAll(/\s*[\r\n]\s*/g, " ")
    .replaceAll("\0", "\ufffd")
    .slice(0, longestLine);
