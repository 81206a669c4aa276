// Which format a log is of, and its reader with what the options say.

import path from "node:path";
import { kindOf } from "#migrators/kind.ts";
import { LogClock } from "#migrators/runlog/clock.ts";
import { cronJournal } from "#migrators/runlog/cron-journal.ts";
import { cronSyslog } from "#migrators/runlog/cron-syslog.ts";
import { logFormatOf, logFormats } from "#migrators/runlog/formats.ts";
import { isOfRuns, type LogReader, type RunLogFormat } from "#migrators/runlog/log.ts";
import type { SourceKind } from "#migrators/runlog/told-run.ts";
import { readZone } from "#migrators/sources/autosys/timezone.ts";
import { CommandError } from "./exit.ts";

/** By its head a log is told. */
export const headBytes = 65_536;

/** What the command's options say of a log. */
export interface LogChoice {
  kind: Exclude<SourceKind, "guard"> | undefined;
  zone: string | undefined;
  host: string | undefined;
  /** A date near the first line, where lines have no year. */
  from: string | undefined;
  job: string | undefined;
  dateStandard: "mmdd" | "ddmm";
}

/** @throws CommandError for what is no log of the kind */
export function formatFor(head: string, file: string, kind: LogChoice["kind"]): RunLogFormat {
  const found = logFormatOf(head);
  if (found !== null && !isOfRuns(found))
    throw new CommandError(
      "usage",
      `${file} is ${found.name}: it says what is planned, and not what ran`,
    );
  if (found !== null && (kind === undefined || found.system === kind)) return found;
  if (found !== null)
    throw new CommandError("usage", `${file} is ${found.name}, and --kind says ${kind}`);
  // Other programs may fill the head of a syslog: then only its kind says what it is.
  if (kind === "cron" && /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} |\d{4}-\d\d-\d\dT)/m.test(head))
    return cronSyslog;
  if (kind === "cron" && head.startsWith("{")) return cronJournal;
  const looks = head.trim() === "" ? "empty" : kindOf(head);
  throw new CommandError(
    ...(["usage", `${file} is no log of runs that is known`] as const),
    looks === null
      ? "docs/migration/observe.md lists what is read; with --kind cron a syslog is read whatever is at its head"
      : `it looks like ${looks}`,
  );
}

/** By the name that is kept with a position; null: a later version knows it no more. */
export const formatNamed = (name: string): RunLogFormat | null =>
  logFormats.filter(isOfRuns).find((format) => format.name === name) ?? null;

export interface OpenedLog {
  reader: LogReader;
  clock: LogClock | null;
}

/**
 * @param file.changed when it was written last, as `YYYY-MM-DD`
 * @throws CommandError naming what is missing
 */
export function readerFor(
  format: RunLogFormat,
  head: string,
  file: { name: string; changed: string },
  { zone, host, from, job, dateStandard }: LogChoice,
  saved: object | null = null,
): OpenedLog {
  const needs = format.needs(head);
  const [, year, month, day] =
    /(?:^|[^0-9])(20\d\d)-?([01]\d)-?([0-3]\d)(?![0-9])/.exec(path.basename(file.name)) ?? [];
  // Without a name that says it, the year is that of the file, never of whoever reads it.
  const near = from ?? (year ? `${year}-${month}-${day}` : file.changed);
  const missing = (why: string, help: string) =>
    new CommandError("usage", `${file.name} is ${format.name}: ${why}`, help);
  if (needs.includes("clock") && zone === undefined)
    throw missing("its times are local, and nothing says of which zone", "say it with --zone");
  if (needs.includes("job") && job === undefined)
    throw missing("it doesn't say which job it is of", "say it with --job FOLDER/NAME");
  const clock = zone === undefined ? null : new LogClock(zone);
  const clocks = new Map<string, LogClock | null>();
  const reader = format.reader(
    {
      ...{ clock, dateStandard, near, job: job ?? null, host: host ?? null, eachRun: true },
      system: format.system,
      clockOf: (name) =>
        clocks.getOrInsertComputed(name, () => {
          const read = readZone(name).zone;
          return read === null ? null : new LogClock(read);
        }),
    },
    saved,
  );
  return { reader, clock };
}
