// Which pipelines the conditions of a pipeline ask about, so that what is awaited is there and does not go unseen.

import type { ConditionSpec } from "#schemas/types.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Path } from "../problem.ts";
import { type Condition, factsOf } from "./condition.ts";

export interface AwaitedPipeline {
  /** Null is the pipeline's own. */
  project: string | null;
  pipeline: string;
  /** Of that pipeline; null: its run as a whole is meant. */
  task: string | null;
}

/** Each once, those of `awaits`, `after` and all tasks. */
export function awaitedBy({
  awaits,
  after,
  tasks,
}: Pick<Pipeline, "awaits" | "after" | "tasks">): AwaitedPipeline[] {
  const found = new Map<string, AwaitedPipeline>();
  const add = (condition: Condition | null | undefined) => {
    for (const fact of condition ? factsOf(condition) : [])
      if (fact.kind === "run") {
        const { project, pipeline, task } = fact;
        found.set(JSON.stringify([project, pipeline, task]), { project, pipeline, task });
      }
  };
  add(awaits);
  // A revision that was stored before there were such triggers has no list.
  for (const { condition } of after ?? []) add(condition);
  for (const { gates } of tasks) add(gates?.awaits);
  return [...found.values()];
}

/** The same of a condition as written, each with its path from the condition. */
export function awaitedIn(
  spec: ConditionSpec | undefined,
): (Omit<AwaitedPipeline, "project"> & { path: Path })[] {
  if (typeof spec !== "object" || spec === null) return [];
  const below = (part: ConditionSpec | undefined, ...steps: Path) =>
    awaitedIn(part).map((one) => ({ ...one, path: [...steps, ...one.path] }));
  const { pipeline, task = null } = spec;
  return [
    ...(typeof pipeline === "string" ? [{ pipeline, task, path: [] }] : []),
    ...(["all", "any", "of"] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((part, index) => below(part, list, index)),
    ),
    ...below(spec.not, "not"),
  ];
}
