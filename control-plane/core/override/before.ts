// What a variable of tasks is before a person gives it another value: given earlier, or as the spec says.

import { declaredPlace } from "../for-each.ts";
import type { Task } from "../pipeline.ts";
import type { StoredValue } from "./values.ts";

/** A stored override with its place; -1: of all tasks. */
export interface PlacedValue extends StoredValue {
  idx: number;
}

/**
 * Null: no task has it. A list: it differs among them, each value once.
 * @param stored Of the run, oldest first.
 */
export function envBefore(
  name: string,
  tasks: readonly { idx: number; task: Task }[],
  stored: readonly PlacedValue[],
): string | string[] | null {
  const given = stored.filter((one) => one.kind === "env" && one.name === name);
  const found = tasks
    .filter(({ task }) => task.action.kind === "command")
    .flatMap(({ idx, task }) => {
      const last = given.findLast((one) => [-1, idx, declaredPlace(idx)].includes(one.idx));
      return (last?.value as string | undefined) ?? task.env[name] ?? [];
    });
  const values = [...new Set(found)];
  return values.length > 1 ? values : (values[0] ?? null);
}
