// What a task waits for and changes elsewhere, as written.

import { checkCondition } from "./conditions/check.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";

type EventList = readonly ({ date?: string } | undefined)[] | undefined;

/** Problems of a task's gates and effects; expressions in `sets` are checked with the task's others. */
export function checkGates(
  task: LocalTask,
  byName: ReadonlyMap<string, LocalTask>,
  isScheduled: boolean,
  problems: Problem[],
): void {
  const { awaits, emits, clears } = task.spec;
  const lists: [EventList, ...(string | number)[]][] = [
    [emits, "emits"],
    [clears, "clears"],
  ];
  for (const [index, rule] of (task.spec.on ?? []).entries())
    lists.push([rule?.emits, "on", index, "emits"], [rule?.clears, "on", index, "clears"]);
  if (awaits)
    checkCondition(awaits, placeIn(task, "awaits"), {
      tasks: byName,
      self: task.name,
      isScheduled,
      problems,
    });
  for (const [events, ...path] of lists)
    for (const [index, event] of (events ?? []).entries())
      if ((event?.date === "previous" || event?.date === "next") && !isScheduled)
        problems.push({
          ...placeIn(task, ...path, index, "date"),
          code: "invalid-condition",
          message: `\`date: ${event.date}\` needs a schedule: the pipeline has none`,
        });
}
