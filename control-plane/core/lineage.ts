// Which assets a pipeline writes and reads, and how long those that it writes stay fresh.

import type { Pipeline } from "./pipeline.ts";

export interface PipelineAssets {
  /** With the milliseconds that each stays fresh, the shortest where several tasks write one; null: for ever. */
  writes: readonly (readonly [asset: string, freshMs: number | null])[];
  reads: readonly string[];
}

export function assetsOf({ tasks }: Pick<Pipeline, "tasks">): PipelineAssets {
  const writes = new Map<string, number | null>();
  const reads = new Set<string>();
  for (const { effects = [], reads: own } of tasks) {
    if (own) for (const name of own) reads.add(name);
    for (const effect of effects)
      if (effect.kind === "update") {
        const shortest = Math.min(
          effect.freshnessMs ?? Infinity,
          writes.get(effect.asset) ?? Infinity,
        );
        writes.set(effect.asset, shortest === Infinity ? null : shortest);
      }
  }
  return { writes: [...writes], reads: [...reads] };
}
