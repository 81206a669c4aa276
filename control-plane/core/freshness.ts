// How long the assets that a pipeline writes stay fresh.

import type { Pipeline } from "./pipeline.ts";

/** Milliseconds by asset; the shortest where several tasks write one. Writes that say nothing of it are left out. */
export function freshnessOf({ tasks }: Pick<Pipeline, "tasks">): Map<string, number> {
  const found = new Map<string, number>();
  for (const { effects = [] } of tasks)
    for (const effect of effects)
      if (effect.kind === "update" && effect.freshnessMs) {
        const shortest = Math.min(effect.freshnessMs, found.get(effect.asset) ?? Infinity);
        found.set(effect.asset, shortest);
      }
  return found;
}
