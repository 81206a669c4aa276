// What a task waits for and changes elsewhere, as written.

import { checkCondition } from "./conditions/check.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";

/** Problems of a task's gates and effects; expressions in `sets` are checked with the task's others. */
export function checkGates(
  task: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  isScheduled: boolean,
  problems: Problem[],
): void {
  const { awaits, emits, clears } = task.spec;
  if (awaits)
    checkCondition(awaits, placeIn(task, "awaits"), {
      tasks: byName,
      self: task.name,
      isScheduled,
      problems,
    });
  for (const [list, events] of [
    ["emits", emits],
    ["clears", clears],
  ] as const)
    for (const [index, event] of (events ?? []).entries())
      if ((event?.date === "previous" || event?.date === "next") && !isScheduled)
        problems.push({
          ...placeIn(task, list, index, "date"),
          code: "invalid-condition",
          message: `\`date: ${event.date}\` needs a schedule: the pipeline has none`,
        });
}
