// The tasks of `finally`: checked like others, with what is not possible where everything else has ended.

import type { PipelineSpec } from "#schemas/types.ts";
import { type LocalTask, placeIn, tasksOf } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import { checkTasks, type TaskChecks, templateOf } from "./validate-tasks.ts";

/** The tasks of `finally`, with their problems reported; `tasks` are those that run before. */
export function checkFinally(
  file: SpecFile,
  spec: PipelineSpec,
  tasks: readonly LocalTask[],
  checks: TaskChecks,
): LocalTask[] {
  if (spec.finally === undefined) return [];
  const before = new Map(tasks.map((task) => [task.name, task]));
  const found = tasksOf(file, spec.finally, "finally").map((task) => ({ ...task, before }));
  for (const task of found) {
    const other = before.get(task.name);
    if (other)
      checks.problems.push({
        ...placeIn(task),
        at: "key",
        code: "duplicate-task",
        message: `task "${task.name}" is also in \`tasks\``,
        related: { ...placeIn(other), at: "key", message: "and here" },
      });
    if (templateOf(task) !== null)
      checks.problems.push({
        ...placeIn(task, "uses"),
        code: "template-call",
        message: "a template can't be used in `finally`",
        help: "write its tasks out",
      });
    if (task.spec.undo !== undefined)
      checks.problems.push({
        ...placeIn(task, "undo"),
        at: "key",
        code: "unknown-property",
        message: "a task of `finally` is never undone",
      });
    for (const [index, need] of (task.spec.needs ?? []).entries())
      if (before.has(need))
        checks.problems.push({
          ...placeIn(task, "needs", index),
          code: "unknown-task",
          message: `"${need}" has ended before \`finally\` begins`,
          help: "leave it out: expressions can name it without",
        });
  }
  checkTasks(found, { ...checks, known: new Set([...checks.known, ...before.keys()]) });
  return found;
}
