// Deadlines as written: their two times in order, and after what makes a run due.

import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";
import type { DayRule } from "./business-date.ts";
import { deadlineSeconds, sinceDue } from "./deadline/time.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { Place, Problem } from "./problem.ts";
import { compileSchedule } from "./schedule/schedule.ts";
import { secondsOfClock } from "./schedule/times.ts";
import { isTimezone } from "./timezone.ts";

/** What is known of the days of a pipeline's runs; of those that will use a template, nothing. */
export interface RunDay {
  newDay: string | null;
  /** Earliest due time in seconds since midnight of the business date; null: not known. */
  firstDue: number | null;
}

export const unknownDay: RunDay = { newDay: null, firstDue: null };

export function checkDeadline(
  deadline: TaskSpec["deadline"],
  place: Place,
  { newDay, firstDue }: RunDay,
  problems: Problem[],
): void {
  if (!deadline) return;
  const { startBy, finishBy } = deadline;
  checkLengths(deadline, place, problems);
  const [start, finish] = [startBy, finishBy].map((text) =>
    deadlineSeconds(text ?? "", newDay),
  ) as [number | null, number | null];
  const at = (word: string): Place => ({ ...place, path: [...place.path, word] });
  if (start !== null && finish !== null && finish < start)
    problems.push({
      ...at("finishBy"),
      code: "invalid-deadline",
      message: `it must end by ${finishBy}, before it must start by ${startBy}`,
      help: laterText(finishBy ?? "", start),
    });
  else if (firstDue !== null)
    for (const [word, text, seconds] of [
      ["startBy", startBy, start],
      ["finishBy", finishBy, finish],
    ] as const)
      if (seconds !== null && seconds <= firstDue)
        problems.push({
          ...at(word),
          code: "deadline-passed",
          message: `${text} has passed whenever a run is due`,
          help: laterText(text ?? "", firstDue),
        });
}

/** Lengths after the run was due: in their order, and none that is over at once. */
function checkLengths(
  { startBy = "", finishBy = "" }: NonNullable<TaskSpec["deadline"]>,
  place: Place,
  problems: Problem[],
): void {
  const [start, finish] = [sinceDue(startBy), sinceDue(finishBy)];
  const at = (word: string): Place => ({ ...place, path: [...place.path, word] });
  if (start !== null && finish !== null && finish < start)
    problems.push({
      ...at("finishBy"),
      code: "invalid-deadline",
      message: `it must end within ${finishBy.slice(1)}, before it must start within ${startBy.slice(1)}`,
      help: `write a length of ${startBy.slice(1)} or more`,
    });
  for (const [word, text, length] of [
    ["startBy", startBy, start],
    ["finishBy", finishBy, finish],
  ] as const)
    if (length === 0)
      problems.push({
        ...at(word),
        code: "deadline-passed",
        message: `${text} has passed whenever a run is due`,
        help: "write a length that leaves time, such as `+10m`",
      });
}

/** How to write the first such time of day after some seconds since midnight of the business date. */
export function laterText(text: string, after: number): string {
  const time = text.slice(0, 5);
  const days = Math.floor((after - secondsOfClock(time)) / 86_400) + 1;
  const when = days === 1 ? "the day" : `${days} days`;
  return `"${time}+${days}d" is ${when} after the business date`;
}

/**
 * Earliest due time of all triggers, in seconds since midnight of its business date; null where it is not known: there
 * is none, one follows something else or counts in another zone, or a schedule has errors.
 */
export function firstDueTime(
  { triggers, dialect }: Pick<PipelineSpec, "triggers" | "dialect">,
  { timezone, newDay }: DayRule,
  problems: readonly Problem[],
): number | null {
  if (!triggers?.length || !isTimezone(timezone)) return null;
  if (problems.some(({ code }) => diagnosticEntry(code).severity === "error")) return null;
  const firsts = triggers.map(({ schedule, timezone: own = timezone, dialect: read = dialect }) => {
    if (schedule === undefined) return undefined;
    const { times, zone } = compileSchedule(normalizeSchedule(schedule, read), own);
    return zone === timezone ? firstOfDay(times, newDay) : undefined;
  });
  return firsts.every((first) => first !== undefined) ? Math.min(...firsts) : null;
}

/** Of times in seconds since midnight, ascending; those before new day come last. */
function firstOfDay(times: readonly number[], newDay: string): number | undefined {
  const begins = secondsOfClock(newDay);
  const [first] = times;
  return times.find((time) => time >= begins) ?? (first === undefined ? first : first + 86_400);
}
