// `repeat` as written: one beat, an end, and times that are not over before the run begins.

import { deadlineSeconds } from "./deadline/time.ts";
import { parseDuration } from "./duration.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";
import { laterText, type RunDay } from "./validate-deadline.ts";
import { writtenAt } from "./written.ts";

/** Problems of a task's `repeat`; its `while` is checked with the task's other expressions. */
export function checkRepeat(
  task: LocalTask,
  { newDay, firstDue }: RunDay,
  problems: Problem[],
): void {
  const { repeat, notBefore, forEach, uses } = task.spec;
  if (!repeat) return;
  const { every, times, until, max } = repeat;
  const report = (key: string | null, message: string, help: string) =>
    problems.push({
      ...(key === null ? placeIn(task, "repeat") : placeIn(task, "repeat", key)),
      at: "key",
      code: "invalid-repeat",
      message,
      help,
    });
  if (forEach !== undefined)
    report(
      null,
      "a task with `forEach` is not repeated",
      "repeat the task that gives the list, or let each instance loop by itself",
    );
  if (uses === "pipeline")
    report(
      null,
      "a task that runs a pipeline is not repeated",
      "give that pipeline a schedule, or `after` with `per: run`",
    );
  if (wasCut(task, "every") || wasCut(task, "times")) return;
  if (every === undefined && times === undefined)
    report(null, "`repeat` doesn't say when", 'give it `every: 30m` or `times: ["08:00"]`');
  if (times !== undefined)
    for (const key of ["every", "from", "until"] as const)
      if (repeat[key] !== undefined)
        report(
          key,
          `\`${key}\` does not go with \`times\``,
          "keep one; the last of `times` ends it",
        );
  if (times === undefined && repeat.tolerance !== undefined)
    report("tolerance", "`tolerance` goes with `times` alone", "remove it");
  if ([every ?? []].flat().some((length) => length !== undefined && parseDuration(length) === 0))
    report("every", "an interval of nothing would never let anything else run", "1s is the least");
  const hasEnd =
    Array.isArray(every) || [until, max, repeat.while].some((one) => one !== undefined);
  if (
    every !== undefined &&
    times === undefined &&
    !hasEnd &&
    !["until", "max", "while"].some((key) => wasCut(task, key))
  )
    report(null, "nothing ends the repetition", "give it `until`, `max` or `while`");
  const end = until === undefined ? null : deadlineSeconds(until, newDay);
  if (end !== null && firstDue !== null && end <= firstDue && notBefore === undefined)
    report("until", `${until} has passed whenever a run is due`, laterText(until ?? "", firstDue));
}

/** A property that had the wrong shape was reported already. */
const wasCut = ({ file, path, spec }: LocalTask, key: string): boolean =>
  Object.hasOwn(writtenAt(file, [...path, "repeat"]), key) &&
  spec.repeat?.[key as "every"] === undefined;
