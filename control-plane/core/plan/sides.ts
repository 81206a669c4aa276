// The estate before and after a plan: all pipelines by name, for what a change means beyond itself.

import type { Plan, PlannedPipeline } from "../plan.ts";

export type Estate = ReadonlyMap<string, PlannedPipeline>;

/** What of a plan's two sides the foresight needs; `good` are the sound pipelines of the new one. */
export interface Sides {
  live: readonly PlannedPipeline[];
  good: readonly PlannedPipeline[];
}

/** After: what is sound now, and what stays deployed since its file is broken or others await it. */
export function estatesOf(
  { changes }: Pick<Plan, "changes">,
  { live, good }: Sides,
): { before: Estate; after: Estate } {
  const byName = (all: readonly PlannedPipeline[]) => new Map(all.map((one) => [one.name, one]));
  const before = byName(live);
  const after = new Map(before);
  for (const { action, pipeline, renamedFrom } of changes) {
    if (action === "removed") after.delete(pipeline);
    const old = renamedFrom === undefined ? undefined : before.get(renamedFrom);
    if (old === undefined) continue;
    // It is the same one, so that what it is compared with goes by the name that it has now.
    after.delete(old.name);
    before.delete(old.name);
    before.set(pipeline, { ...old, name: pipeline, pipeline: { ...old.pipeline, name: pipeline } });
  }
  for (const [name, one] of byName(good)) after.set(name, one);
  return { before, after };
}
