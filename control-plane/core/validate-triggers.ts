// Triggers: schedules that have one form, mean something in their zone, and zones that exist.

import type { PipelineSpec, ScheduleSpec, TriggerSpec } from "#schemas/types.ts";
import { type CalendarSource, findCalendar } from "./calendar/read.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { checkSchedule as checkNormalized } from "./schedule/check.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { closest } from "./suggest.ts";
import { isTimezone, timezoneNames } from "./timezone.ts";
import { checkAfter, checkKind } from "./validate-after.ts";
import { writtenAt } from "./written.ts";

/**
 * Problems of the triggers as written; zones of layers around the pipeline are checked where they stand.
 * @param dialect Of triggers that name none.
 */
export function checkTriggers(
  triggers: PipelineSpec["triggers"],
  { dialect, calendars }: { dialect: Dialect | undefined; calendars: CalendarSource },
  file: SpecFile,
  problems: Problem[],
): void {
  for (const [index, trigger] of (triggers ?? []).entries()) {
    if (trigger === undefined) continue;
    const path = ["triggers", index];
    checkTimezone(trigger.timezone, [...path, "timezone"], file, problems);
    checkKind(trigger, path, file, problems);
    checkDays(trigger, path, calendars, file, problems);
    if (trigger.after) checkAfter(trigger.after, trigger.per, [...path, "after"], file, problems);
    if (trigger.schedule !== undefined)
      checkSchedule(
        trigger.schedule,
        trigger.dialect ?? dialect ?? "trunkline",
        [...path, "schedule"],
        file,
        problems,
      );
  }
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

function checkSchedule(
  schedule: ScheduleSpec,
  dialect: Dialect,
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
    const { every, daily, nthBusinessDay } = schedule;
    if (every === undefined && daily === undefined && nthBusinessDay === undefined) return;
    if (Array.isArray(schedule.daily)) checkDaily(schedule.daily, path, file, problems);
  }
  const known = typeof schedule === "string" ? `${dialect} ${schedule}` : null;
  if (known !== null && soundCrons.has(known)) return;
  const form =
    typeof schedule === "string" ? { cron: schedule, dialect } : normalizeSchedule(schedule);
  const before = problems.length;
  for (const { severity, message, help, column, length } of checkNormalized(form)) {
    const part = column === undefined ? {} : { part: { offset: column - 1, length: length ?? 1 } };
    const code = severity === "error" ? "invalid-schedule" : "schedule-surprise";
    problems.push({ file, path, at: "value", code, message, help, ...part });
  }
  if (known !== null && problems.length === before) remember(known);
}

/** Cron texts without a finding, each after its dialect: estates have few distinct ones, and the check does not depend on anything else. */
const soundCrons = new Set<string>();
const soundCronsSize = 5_000;

function remember(cron: string): void {
  if (soundCrons.size >= soundCronsSize) soundCrons.clear();
  soundCrons.add(cron);
}

const forms = ["every", "daily", "nthBusinessDay"] as const;
/** With which form a property goes. */
const owners = {
  from: "every",
  until: "every",
  of: "nthBusinessDay",
  at: "nthBusinessDay",
} as const;

/** What is wrong with the combination of properties. */
function formFault(
  schedule: Exclude<ScheduleSpec, string>,
  hasForm: boolean,
): { message: string; help?: string; property?: string } | null {
  const [form, other] = forms.filter((one) => schedule[one] !== undefined);
  if (other !== undefined)
    return {
      message: `a schedule has \`${form}\` or \`${other}\`, not both`,
      help: "use two triggers: they are alternatives",
      property: other,
    };
  if (!hasForm)
    return {
      message: "the schedule says no time",
      help: 'write `every: 15m`, `daily: "07:00"`, `nthBusinessDay: -1` or cron text',
    };
  for (const [property, owner] of Object.entries(owners))
    if (form !== undefined && form !== owner && schedule[property as "from"] !== undefined)
      return { message: `\`${property}\` belongs to \`${owner}\``, property };
  if (form === "nthBusinessDay" && schedule.at === undefined)
    return { message: "`nthBusinessDay` needs a time of day", help: 'write `at: "18:00"`' };
  return null;
}

function hasForm(file: SpecFile, path: Path): boolean {
  const schedule = writtenAt(file, path);
  return forms.some((form) => form in schedule);
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
