// What a pipeline does in shadow, in words.

import { kindOf } from "../actions/kinds.ts";
import { isMain } from "../phase.ts";
import type { Pipeline, Task } from "../pipeline.ts";
import type { TaskShadow } from "./normalize.ts";
import { outputText } from "./outputs.ts";
import { notRun } from "./pipeline.ts";

/** Of one task. */
export function shadowText(shadow: TaskShadow | undefined): string {
  if (shadow === undefined) return "not run";
  if ("skip" in shadow) return "skipped";
  const { work, sideEffects, outputs = [] } = shadow;
  return [
    ...(sideEffects === undefined ? [] : ["has no side effects"]),
    ...(work === undefined ? [] : [kindOf(work.action).text(work.action)]),
    ...(work === undefined || work.secrets.length === 0
      ? []
      : [`with the secrets ${work.secrets.join(", ")}`]),
    ...outputs.map(outputText),
  ].join("; ");
}

/** Which tasks run in shadow, and which don't and why; such as `load runs; mail doesn't run: it declares no shadow`. */
export function shadowSummary({ tasks }: Pick<Pipeline, "tasks">): string {
  const main = tasks.filter((task) => isMain(task) || task.phase === "finally");
  const groups = new Map<string, Task>(main.map((task) => [task.group, task]));
  const reasons = Map.groupBy(groups.values(), (task) => notRun(task));
  const named = (reason: ReturnType<typeof notRun>) =>
    (reasons.get(reason) ?? []).map(({ group }) => group).join(", ");
  const parts = [...reasons.keys()]
    .filter((reason) => reason !== null)
    .map((reason) => `not run: ${named(reason)} (${reason})`);
  const runs = named(null);
  return [runs === "" ? "no task runs" : `run: ${runs}`, ...parts].join("; ");
}
