// Which format a log is of, and its reader with what is said of it besides.

import { kindOf } from "../kind.ts";
import { readZone } from "../sources/autosys/timezone.ts";
import { LogClock } from "./clock.ts";
import { cronJournal } from "./cron-journal.ts";
import { cronSyslog } from "./cron-syslog.ts";
import { logFormatOf, logFormats } from "./formats.ts";
import { isOfRuns, type LogReader, type RunLogFormat } from "./log.ts";
import type { SourceKind } from "./told-run.ts";

/** By its head a log is told. */
export const headBytes = 65_536;

/** What only whoever gives a log can say of it. */
export interface LogChoice {
  kind: Exclude<SourceKind, "guard"> | undefined;
  zone: string | undefined;
  /** By host, where no zone is said. */
  zones?: ReadonlyMap<string, string>;
  host: string | undefined;
  /** A date near the first line, where lines have no year. */
  from: string | undefined;
  job: string | undefined;
  dateStandard: "mmdd" | "ddmm";
}

/** A log that can't be read as it is; `missing`: what would help. */
export class LogRefusal extends Error {
  readonly missing: "kind" | "zone" | "from" | "job" | null;

  constructor(message: string, missing: LogRefusal["missing"] = null) {
    super(message);
    this.missing = missing;
  }
}

/** @param name of the log, for people. @throws LogRefusal for what is no log of the kind */
export function formatFor(head: string, name: string, kind: LogChoice["kind"]): RunLogFormat {
  const found = logFormatOf(head);
  if (found !== null && !isOfRuns(found))
    throw new LogRefusal(`${name} is ${found.name}: it says what is planned, and not what ran`);
  if (found !== null && (kind === undefined || found.system === kind)) return found;
  if (found !== null) throw new LogRefusal(`${name} is ${found.name}, and no log of ${kind}`);
  // Other programs may fill the head of a syslog: then only its kind says what it is.
  if (kind === "cron" && /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} |\d{4}-\d\d-\d\dT)/m.test(head))
    return cronSyslog;
  if (kind === "cron" && head.startsWith("{")) return cronJournal;
  const looks = head.trim() === "" ? "empty" : kindOf(head);
  const why = `${name} is no log of runs that is known`;
  if (looks === null) throw new LogRefusal(why, "kind");
  throw new LogRefusal(`${why}: it looks like ${looks}`);
}

/** By the name that is kept with a position; null: a later version knows it no more. */
export const formatNamed = (name: string): RunLogFormat | null =>
  logFormats.filter(isOfRuns).find((format) => format.name === name) ?? null;

/** Of its local times; undefined: nobody said it. */
export const zoneOf = (
  format: RunLogFormat,
  head: string,
  { zone, zones, host }: Pick<LogChoice, "zone" | "zones" | "host">,
): string | undefined => zone ?? zones?.get(host ?? format.hostOf?.(head) ?? "");

export interface OpenedLog {
  reader: LogReader;
  clock: LogClock | null;
}

/**
 * @param file.changed when it was written last, as `YYYY-MM-DD`; null: nobody knows
 * @param saved of a reader that has read all before
 * @throws LogRefusal naming what is missing
 */
export function readerFor(
  format: RunLogFormat,
  head: string,
  file: { name: string; changed: string | null },
  choice: LogChoice,
  saved: object | null = null,
): OpenedLog {
  const { host, from, job, dateStandard } = choice;
  const zone = zoneOf(format, head, choice);
  const needs = format.needs(head);
  const [, year, month, day] =
    /(?:^|[^0-9])(20\d\d)-?([01]\d)-?([0-3]\d)(?![0-9])/.exec(file.name) ?? [];
  // Without a name that says it, the year is that of the file, never of whoever reads it.
  const near = from ?? (year ? `${year}-${month}-${day}` : file.changed);
  const why = `${file.name} is ${format.name}`;
  if (needs.includes("clock") && zone === undefined)
    throw new LogRefusal(`${why}: its times are local, and nothing says of which zone`, "zone");
  if (needs.includes("near") && near === null && saved === null)
    throw new LogRefusal(`${why}: its lines have no year`, "from");
  if (needs.includes("job") && job === undefined)
    throw new LogRefusal(`${why}: it doesn't say which job it is of`, "job");
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
