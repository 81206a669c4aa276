// What a rehearsal is asked for, from the words of its command.

import { businessDate, type DayRule } from "#core/business-date.ts";
import type { Diagnostic } from "#core/diagnostic.ts";
import { parseDuration } from "#core/duration.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { AskedFailure, Declared } from "#core/rehearsal/stub.ts";
import { closest } from "#core/suggest.ts";
import { isTimezone } from "#core/timezone.ts";
import type { Happening } from "#engine/rehearsal/rehearse.ts";
import { CommandError } from "./exit.ts";
import { readDurationsFile } from "./plan-inputs.ts";

export interface RehearsalWords {
  from: string | undefined;
  to: string | undefined;
  timezone: string | undefined;
  durations: string | undefined;
  duration: string;
  fail: readonly string[];
  event: readonly string[];
  variable: readonly string[];
  asset: readonly string[];
  approveAfter: string;
  warmUp: string;
  tail: string;
}

export interface RehearsalPlan {
  timezone: string;
  /** Milliseconds since 1970, as all instants here. */
  from: number;
  to: number;
  /** Where the clock begins. */
  begin: number;
  until: number;
  declared: Map<string, Declared>;
  failures: AskedFailure[];
  otherwiseMs: number;
  happenings: Happening[];
  approveAfterMs: number | null;
}

const longestMs = 366 * 86_400_000;

/** @throws CommandError `usage` for what can't be meant. Mistakes in the file of durations are diagnostics. */
export function planOf(
  words: RehearsalWords,
  project: DayRule & { pipelines: readonly Pipeline[] },
  cwd: string,
): RehearsalPlan | { diagnostics: Diagnostic[]; text: string } {
  const timezone = words.timezone ?? project.timezone;
  if (!isTimezone(timezone))
    throw new CommandError("usage", `there is no time zone '${timezone}'`, "such as Europe/Berlin");
  const from = timeOf("--from", words.from, timezone);
  const to = timeOf("--to", words.to, timezone);
  if (to <= from) throw new CommandError("usage", "--to is not after --from");
  if (to - from > longestMs) throw new CommandError("usage", "a rehearsal takes at most 366 days");
  const begin = from - durationOf("--warm-up", words.warmUp);
  const tasks = taskNames(project.pipelines);
  const read = readDurationsFile(words.durations, cwd);
  if (read.diagnostics.length > 0) return read;
  for (const name of read.declared.keys()) known(`${words.durations}`, name, tasks);
  return {
    ...{ timezone, from, to, begin, declared: read.declared },
    until: to + durationOf("--tail", words.tail),
    failures: words.fail.map((text) => failureOf(text, tasks)),
    otherwiseMs: durationOf("--duration", words.duration),
    happenings: happeningsOf(words, { timezone, newDay: project.newDay }, begin),
    approveAfterMs:
      words.approveAfter === "never" ? null : durationOf("--approve-after", words.approveAfter),
  };
}

/** A date is its midnight in the zone; a time without an offset is of the zone. */
function timeOf(option: string, text: string | undefined, timezone: string): number {
  const help = "write 2026-11-23, 2026-11-23T06:00 or 2026-11-23T06:00:00Z";
  if (text === undefined) throw new CommandError("usage", `${option} is missing`, help);
  try {
    if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) && text.includes("T"))
      return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
  } catch {
    throw new CommandError("usage", `${option} '${text}' is no date and no instant`, help);
  }
}

function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  const help = "write 30s, 5m, 1h30m or 2d";
  throw new CommandError("usage", `${option} '${text}' is not a duration`, help);
}

/** Every `pipeline/task`, instances of a matrix and their declared name too. */
const taskNames = (pipelines: readonly Pipeline[]): Set<string> =>
  new Set(
    pipelines.flatMap(({ name, tasks }) =>
      tasks.flatMap((task) => [`${name}/${task.name}`, `${name}/${task.group}`]),
    ),
  );

function known(where: string, name: string, tasks: ReadonlySet<string>): void {
  // An instance of `forEach` is known by its number.
  if (tasks.has(name) || tasks.has(name.replace(/\[\d+\]$/, ""))) return;
  const near = closest(name, [...tasks]);
  const help = near === null ? "name it pipeline/task" : `did you mean "${near}"?`;
  throw new CommandError("usage", `${where}: there is no task '${name}'`, help);
}

/** `PIPELINE/TASK`, or `PIPELINE/TASK@DATE` for one business date. */
function failureOf(text: string, tasks: ReadonlySet<string>): AskedFailure {
  const [, name = "", date = null] = /^([^@]*)(?:@(\d{4}-\d\d-\d\d))?$/.exec(text) ?? [];
  if (name === "")
    throw new CommandError("usage", `--fail '${text}' is no task`, "write load/orders@2026-11-23");
  known("--fail", name, tasks);
  const slash = name.indexOf("/");
  return { pipeline: name.slice(0, slash), task: name.slice(slash + 1), date };
}

function happeningsOf(words: RehearsalWords, rule: DayRule, begin: number): Happening[] {
  return [
    ...words.variable.map((text): Happening => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new CommandError("usage", `--variable '${text}' is not NAME=VALUE`);
      return { at: begin, effects: [{ set: name, value }] };
    }),
    ...words.event.map((text) => eventOf(text, rule)),
    ...words.asset.map((text): Happening => {
      const [name, at] = splitAt("--asset", text, "warehouse/orders@2026-11-23T06:00");
      return { at: timeOf("--asset", at, rule.timezone), effects: [{ update: name }] };
    }),
  ];
}

/** `NAME@INSTANT` is for the business date of the instant as it is written; `NAME:DATE@INSTANT` and `NAME:static@INSTANT` say it. */
function eventOf(text: string, { timezone, newDay }: DayRule): Happening {
  const [named, at] = splitAt("--event", text, "LEDGER-OPEN@2026-11-23T06:00");
  const [, name = named, said] = /^(.*):(static|\d{4}-\d\d-\d\d)$/.exec(named) ?? [];
  const instant = timeOf("--event", at, timezone);
  return { at: instant, effects: [{ emit: name, date: said ?? dateOf(at, newDay) }] };
}

/** By the clock that is written, whatever its offset. A date alone is meant, whenever its day begins. */
function dateOf(at: string, newDay: string): string {
  if (!/[t ]/i.test(at)) return Temporal.PlainDate.from(at).toString();
  const clock = Temporal.PlainDateTime.from(at.replace(/z$/i, "")).toZonedDateTime("UTC");
  return businessDate(clock.epochMilliseconds, { timezone: "UTC", newDay });
}

function splitAt(option: string, text: string, example: string): [string, string] {
  const at = text.lastIndexOf("@");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CommandError("usage", `${option} '${text}' has no instant`, `write ${example}`);
}
