// Whether a task would get the locks that it takes, by what ran there: who has units of a pool was never told.

import type { HiddenFact } from "./observed-estate.ts";
import type { ObservedTask } from "./observed-rows.ts";

/** @param running tasks that run there */
export function lockOf(
  task: ObservedTask,
  running: Iterable<ObservedTask>,
): "free" | "held" | HiddenFact {
  const takes = task.task.gates?.takes ?? [];
  const pool = takes.find(({ amount }) => typeof amount === "number");
  if (pool) return { what: `what else takes units of ${pool.pool}`, source: null };
  for (const holder of takes.length > 0 ? running : []) {
    if (holder === task) continue;
    const isShut = (holder.task.gates?.takes ?? []).some((held) =>
      takes.some(
        ({ pool: name, amount }) =>
          name === held.pool && (amount === "exclusive" || held.amount === "exclusive"),
      ),
    );
    if (isShut) return holder.hidden ?? "held";
  }
  return "free";
}
