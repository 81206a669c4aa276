// Whether a task would get what it takes of pools and locks, by what ran there.

import type { HiddenFact } from "./observed-estate.ts";
import type { ObservedTask } from "./observed-rows.ts";

/**
 * @param running tasks that run there
 * @param units of pools of which all who take them are observed
 */
export function lockOf(
  task: ObservedTask,
  running: ReadonlySet<ObservedTask>,
  units: ReadonlyMap<string, number>,
): "free" | "held" | HiddenFact {
  let isHeld = false;
  for (const { pool, amount } of task.task.gates?.takes ?? []) {
    const all = units.get(pool);
    if (all === undefined) return { what: `what else takes ${pool}`, source: null };
    let left = all;
    for (const holder of running) {
      const held = (holder.task.gates?.takes ?? []).find((take) => take.pool === pool);
      if (holder === task || held === undefined) continue;
      if (holder.hidden !== null) return holder.hidden;
      if (typeof held.amount === "number") left -= held.amount;
      else if (held.amount === "exclusive" || amount === "exclusive") left = 0;
    }
    if (left < (typeof amount === "number" ? amount : 1)) isHeld = true;
  }
  return isHeld ? "held" : "free";
}
