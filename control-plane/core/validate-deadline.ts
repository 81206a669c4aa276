// Deadlines as written: their two times in order, and after what makes a run due.

import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";
import { deadlineSeconds } from "./deadline/time.ts";
import { diagnosticEntry } from "./diagnostic-codes.ts";
import { normalizeSchedule } from "./normalize-schedule.ts";
import type { Place, Problem } from "./problem.ts";
import { compileSchedule } from "./schedule/schedule.ts";
import { isTimezone } from "./timezone.ts";

/** `firstDue`: earliest due time in seconds since midnight of the business date; null: not known. */
export function checkDeadline(
  deadline: TaskSpec["deadline"],
  place: Place,
  firstDue: number | null,
  problems: Problem[],
): void {
  if (!deadline) return;
  const { startBy, finishBy } = deadline;
  const [start, finish] = [startBy, finishBy].map((text) => deadlineSeconds(text ?? "")) as [
    number | null,
    number | null,
  ];
  const at = (word: string): Place => ({ ...place, path: [...place.path, word] });
  if (start !== null && finish !== null && finish < start)
    problems.push({
      ...at("finishBy"),
      code: "invalid-deadline",
      message: `it must end by ${finishBy}, before it must start by ${startBy}`,
      help: `"${finishBy}+1d" is the day after the business date`,
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
          help: `"${text?.slice(0, 5)}+1d" is the day after the business date`,
        });
}

/**
 * Earliest time of day of all triggers, in seconds; null where it is not known: there is none, one follows something
 * else or counts in another zone, or a schedule has errors.
 */
export function firstDueTime(
  triggers: PipelineSpec["triggers"],
  timezone: string,
  problems: readonly Problem[],
): number | null {
  if (!triggers?.length || !isTimezone(timezone)) return null;
  if (problems.some(({ code }) => diagnosticEntry(code).severity === "error")) return null;
  const firsts = triggers.map(({ schedule, timezone: own = timezone }) =>
    schedule === undefined || own !== timezone
      ? undefined
      : compileSchedule(normalizeSchedule(schedule), timezone).times[0],
  );
  return firsts.every((first) => first !== undefined) ? Math.min(...firsts) : null;
}
