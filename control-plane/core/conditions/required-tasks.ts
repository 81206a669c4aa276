// Tasks of the same run without whose start a condition can't hold: such an edge may not lead in a circle.

import type { ConditionSpec } from "#schemas/types.ts";

/** Declared names; those under `any`, `not` and `atLeast` are not required, `notRunning` is true before any start. */
export function requiredTasks(spec: ConditionSpec | undefined): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  if (spec.all) return spec.all.flatMap(requiredTasks);
  if (spec.task === undefined || spec.pipeline !== undefined) return [];
  return spec.state === "notRunning" ? [] : [spec.task];
}
