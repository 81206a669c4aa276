// Triggers: schedules that have one form, mean something in their zone, and zones that exist.

import type { PipelineSpec, TriggerSpec } from "#schemas/types.ts";
import { type CalendarSource, findCalendar } from "./calendar/read.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { zoneOfText } from "./schedule/cron.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { closest } from "./suggest.ts";
import { isTimezone, timezoneNames } from "./timezone.ts";
import { checkAfter, checkKind } from "./validate-after.ts";
import { checkJitter } from "./validate-jitter.ts";
import { type CalendarsOfTriggers, checkNever } from "./validate-never.ts";
import { checkSchedule } from "./validate-schedule.ts";

/**
 * Problems of the triggers as written; zones of layers around the pipeline are checked where they stand.
 * @param dialect Of triggers that name none.
 */
export function checkTriggers(
  triggers: PipelineSpec["triggers"],
  { dialect, ...days }: CalendarsOfTriggers & { dialect: Dialect | undefined },
  file: SpecFile,
  problems: Problem[],
): void {
  for (const [index, trigger] of (triggers ?? []).entries()) {
    if (trigger === undefined) continue;
    const path = ["triggers", index];
    checkTimezone(trigger.timezone, [...path, "timezone"], file, problems);
    checkKind(trigger, path, file, problems);
    checkDays(trigger, path, days.calendars, file, problems);
    if (trigger.after) checkAfter(trigger.after, trigger.per, [...path, "after"], file, problems);
    const { schedule } = trigger;
    if (schedule === undefined) continue;
    const read = trigger.dialect ?? dialect ?? "trunkline";
    const place = { path: [...path, "schedule"], file };
    const isSound = checkSchedule(schedule, read, place.path, file, problems);
    if (!isSound) continue;
    checkZones(trigger, read, [...path, "timezone"], file, problems);
    checkNever({ ...trigger, schedule }, read, days, place, problems);
    const jittered = { schedule, dialect: read, newDay: days.newDay };
    checkJitter(trigger.jitter, jittered, { path: [...path, "jitter"], file }, problems);
  }
}

/** Two zones of one trigger: that of the text counts. */
function checkZones(
  { schedule, timezone }: TriggerSpec,
  dialect: Dialect,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (typeof schedule !== "string" || timezone === undefined) return;
  const named = zoneOfText(schedule, dialect);
  if (named === null || named === timezone) return;
  problems.push({
    ...{ file, path, at: "value", code: "schedule-surprise" },
    message: `the schedule's text names ${named}, so this zone counts for nothing`,
    help: "leave out one of the two",
  });
}

/** `calendar`, and what goes with it. */
function checkDays(
  { schedule, calendar, roll, shift }: TriggerSpec,
  path: Path,
  calendars: CalendarSource,
  file: SpecFile,
  problems: Problem[],
): void {
  const report = (property: string, message: string, help: string) =>
    problems.push({
      ...{ file, path: [...path, property], at: "key" },
      ...{ code: "invalid-calendar", message, help },
    });
  if (calendar !== undefined)
    findCalendar(calendar, { file, path: [...path, "calendar"], at: "value" }, calendars, problems);
  const isNth = typeof schedule === "object" && schedule.nthBusinessDay !== undefined;
  if (roll !== undefined && isNth)
    report("roll", "a business day never has to be rolled", "leave `roll` out");
  else if (roll !== undefined && calendar === undefined)
    report("roll", "`roll` needs a `calendar` to roll by", "name one: `calendar: target2`");
  if (shift !== undefined && calendar === undefined && !isNth)
    report("shift", "`shift` needs a `calendar` to count in", "name one: `calendar: target2`");
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
