// Triggers: schedules that have one form, mean something in their zone, and zones that exist.

import type { PipelineSpec, ScheduleSpec } from "#schemas/types.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { checkSchedule as checkNormalized } from "./schedule/check.ts";
import { closest } from "./suggest.ts";
import { isTimezone, timezoneNames } from "./timezone.ts";
import { checkAfter, checkKind } from "./validate-after.ts";

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
    checkKind(trigger, path, file, problems);
    if (trigger.after) checkAfter(trigger.after, trigger.per, [...path, "after"], file, problems);
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
  const fault = typeof schedule === "string" ? null : formFault(schedule, hasForm(file, path));
  if (fault !== null) {
    const { message, help, property } = fault;
    const place =
      property === undefined
        ? { path, at: "value" as const }
        : { path: [...path, property], at: "key" as const };
    problems.push({ file, ...place, code: "invalid-schedule", message, help });
    return;
  }
  if (typeof schedule !== "string") {
    // What was cut out for its shape was reported, and without it there is nothing to judge.
    if (schedule.every === undefined && schedule.daily === undefined) return;
    if (Array.isArray(schedule.daily)) checkDaily(schedule.daily, path, file, problems);
  }
  if (typeof schedule === "string" && soundCrons.has(schedule)) return;
  const form = typeof schedule === "string" ? { cron: schedule } : normalizeSchedule(schedule);
  const before = problems.length;
  for (const { severity, message, help, column, length } of checkNormalized(form, timezone)) {
    const part = column === undefined ? {} : { part: { offset: column - 1, length: length ?? 1 } };
    const code = severity === "error" ? "invalid-schedule" : "schedule-surprise";
    problems.push({ file, path, at: "value", code, message, help, ...part });
  }
  if (typeof schedule === "string" && problems.length === before) remember(schedule);
}

/** Cron texts without a finding: estates have few distinct ones, and the check does not depend on anything else. */
const soundCrons = new Set<string>();
const soundCronsSize = 5_000;

function remember(cron: string): void {
  if (soundCrons.size >= soundCronsSize) soundCrons.clear();
  soundCrons.add(cron);
}

/** What is wrong with the combination of properties. */
function formFault(
  { every, from, until, daily }: Exclude<ScheduleSpec, string>,
  hasForm: boolean,
): { message: string; help?: string; property?: string } | null {
  if (every !== undefined && daily !== undefined)
    return {
      message: "a schedule has `every` or `daily`, not both",
      help: "use two triggers: they are alternatives",
      property: "daily",
    };
  if (!hasForm)
    return {
      message: "the schedule says no time",
      help: 'write `every: 15m`, `daily: "07:00"` or cron text',
    };
  if (daily === undefined) return null;
  if (from !== undefined) return { message: "`from` belongs to `every`", property: "from" };
  return until === undefined ? null : { message: "`until` belongs to `every`", property: "until" };
}

function hasForm(file: SpecFile, path: Path): boolean {
  let node = file.value;
  for (const step of path) node = (node as Record<string | number, unknown> | undefined)?.[step];
  return typeof node === "object" && node !== null && ("every" in node || "daily" in node);
}

function checkDaily(
  daily: readonly string[],
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
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
