// Triggers: schedules that have one form, mean something in their zone, and zones that exist.

import type { PipelineSpec, ScheduleSpec } from "#schemas/types.ts";
import { checkCron } from "./cron-check.ts";
import { parseDuration } from "./duration.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { closest } from "./suggest.ts";
import { isTimezone, timezoneNames } from "./timezone.ts";

/** Problems of the triggers as written; zones of layers around the pipeline are checked where they stand. */
export function checkTriggers(
  triggers: PipelineSpec["triggers"],
  timezone: string,
  file: SpecFile,
  problems: Problem[],
): void {
  for (const [index, trigger] of (triggers ?? []).entries()) {
    if (trigger === undefined) continue;
    const path = ["triggers", index];
    checkTimezone(trigger.timezone, [...path, "timezone"], file, problems);
    if (trigger.schedule !== undefined)
      checkSchedule(
        trigger.schedule,
        trigger.timezone ?? timezone,
        [...path, "schedule"],
        file,
        problems,
      );
  }
}

/** A zone that does not exist, with the nearest that does. */
export function checkTimezone(
  name: string | undefined,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (name === undefined || isTimezone(name)) return;
  const near = closest(name, timezoneNames());
  const help =
    near === null ? "write an IANA name, such as Europe/Berlin or UTC" : `did you mean "${near}"?`;
  const message = `there is no time zone "${name}"`;
  problems.push({ file, path, at: "value", code: "invalid-timezone", message, help });
}

function checkSchedule(
  schedule: ScheduleSpec,
  timezone: string,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (typeof schedule === "string") {
    for (const { message, help, column } of checkCron(
      schedule,
      isTimezone(timezone) ? timezone : "UTC",
    )) {
      const part = column === undefined ? {} : { part: { offset: column - 1, length: 1 } };
      problems.push({ file, path, at: "value", code: "invalid-schedule", message, help, ...part });
    }
    return;
  }
  const report = (message: string, help?: string, rest: Path = []) =>
    problems.push({
      file,
      path: [...path, ...rest],
      at: rest.length > 0 ? "key" : "value",
      code: "invalid-schedule",
      message,
      help,
    });
  const { every, from, until, daily } = schedule;
  if (every !== undefined && daily !== undefined)
    return void report(
      "a schedule has `every` or `daily`, not both",
      "use two triggers: they are alternatives",
      ["daily"],
    );
  // A form that was cut for its value was reported already.
  if (every === undefined && daily === undefined) {
    if (!hasForm(file, path))
      report("the schedule says no time", 'write `every: 15m`, `daily: "07:00"` or cron text');
    return;
  }
  if (daily !== undefined) {
    if (from !== undefined) report("`from` belongs to `every`", undefined, ["from"]);
    if (until !== undefined) report("`until` belongs to `every`", undefined, ["until"]);
    checkDaily(daily, path, file, problems);
    return;
  }
  const everyMs = parseDuration(every ?? "") ?? 0;
  if (everyMs < 60_000) report("`every` must be at least 1m", undefined, ["every"]);
  if (everyMs > 86_400_000)
    report("`every` counts within one day, so at most 24h", "use cron text for days", ["every"]);
  if (from !== undefined && until !== undefined && until < from)
    report("`until` is before `from`", undefined, ["until"]);
}

function hasForm(file: SpecFile, path: Path): boolean {
  let node = file.value;
  for (const step of path) node = (node as Record<string | number, unknown> | undefined)?.[step];
  return typeof node === "object" && node !== null && ("every" in node || "daily" in node);
}

function checkDaily(
  daily: string | string[],
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (typeof daily === "string") return;
  const seen = new Set<string>();
  for (const [index, time] of daily.entries()) {
    if (seen.has(time) && time !== undefined) {
      const message = `"${time}" is already in the list`;
      problems.push({
        file,
        path: [...path, "daily", index],
        at: "value",
        code: "duplicate-item",
        message,
      });
    }
    seen.add(time);
  }
}
