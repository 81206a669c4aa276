// A schedule as written: one form, whose words go together, and that means something.

import type { ScheduleSpec } from "#schemas/types.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import { checkSchedule as checkNormalized, type ScheduleIssue } from "./schedule/check.ts";
import type { Dialect } from "./schedule/dialect.ts";
import { formFault, lists, times } from "./schedule-words.ts";
import { writtenAt } from "./written.ts";

/** Whether it means something. @param dialect Of cron text. */
export function checkSchedule(
  schedule: ScheduleSpec,
  dialect: Dialect,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): boolean {
  if (typeof schedule === "string") return checkCron(schedule, dialect, path, file, problems);
  const fault = formFault(schedule, Object.keys(writtenAt(file, path)));
  if (fault !== null) {
    const { message, help, property } = fault;
    const place =
      property === undefined
        ? { path, at: "value" as const }
        : { path: [...path, property], at: "key" as const };
    problems.push({ file, ...place, code: "invalid-schedule", message, help });
    return false;
  }
  for (const list of lists) checkRepeats(schedule[list], [...path, list], file, problems);
  // What was cut out for its shape was reported, and without it there is nothing to judge.
  if (times.every((word) => schedule[word] === undefined)) return false;
  const issues = checkNormalized(normalizeSchedule(schedule));
  for (const { severity, message, help, word } of issues) {
    const code = severity === "error" ? "invalid-schedule" : "schedule-surprise";
    const place = word === undefined ? path : [...path, word];
    problems.push({ file, path: place, at: "value", code, message, help });
  }
  return isSound(issues);
}

const isSound = (issues: readonly ScheduleIssue[]): boolean =>
  issues.every(({ severity }) => severity !== "error");

/** Cron texts without a finding, by dialect: estates have few distinct ones, and the check does not depend on anything else. */
const soundCrons = new Map<Dialect, Set<string>>();
const soundCronsSize = 5_000;

function checkCron(
  cron: string,
  dialect: Dialect,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): boolean {
  const sound = soundCrons.getOrInsertComputed(dialect, () => new Set());
  if (sound.has(cron)) return true;
  const issues = checkNormalized({ cron, dialect });
  for (const { severity, message, help, column, length } of issues) {
    const part = column === undefined ? {} : { part: { offset: column - 1, length: length ?? 1 } };
    const code = severity === "error" ? "invalid-schedule" : "schedule-surprise";
    problems.push({ file, path, at: "value", code, message, help, ...part });
  }
  if (issues.length > 0) return isSound(issues);
  if (sound.size >= soundCronsSize) sound.clear();
  sound.add(cron);
  return true;
}

function checkRepeats(
  list: string | number | readonly (string | number)[] | undefined,
  path: Path,
  file: SpecFile,
  problems: Problem[],
): void {
  if (!Array.isArray(list)) return;
  const seen = new Set<string | number>();
  for (const [index, item] of list.entries()) {
    if (seen.has(item) && item !== undefined) {
      const message = `${JSON.stringify(item)} is already in the list`;
      const place = { file, path: [...path, index], at: "value" as const };
      problems.push({ ...place, code: "duplicate-item", message });
    }
    seen.add(item);
  }
}
