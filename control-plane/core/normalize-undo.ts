// What undoes tasks, as tasks of their own. Takes a spec without problems.

import type { PipelineSpec, TaskDefaults, UndoSpec } from "#schemas/types.ts";
import { commandAction } from "./command-action.ts";
import { mergeMaps } from "./defaults.ts";
import { takesAlone } from "./normalize-gates.ts";
import { normalizeRetry } from "./normalize-retry.ts";
import { durationMs } from "./normalize-schedule.ts";
import type { Retry, Task, UndoWhen } from "./pipeline.ts";
import type { FlatTask } from "./template.ts";

/** Default of the format; the schema's description repeats it for people. */
const defaultUndoWhen: UndoWhen[] = ["failed"];

/** What the tasks of a pipeline have in common. */
interface SharedParts {
  defaults: TaskDefaults | undefined;
  timeoutMs: number | null;
  retry: Retry;
  env: Record<string, string>;
}

/** Of a pipeline without anything to undo it says nothing. */
export function undoWhenOf(spec: PipelineSpec, tasks: readonly FlatTask[]): UndoWhen[] {
  if (tasks.every((task) => task.spec.undo === undefined)) return [];
  return [...(spec.undoWhen ?? defaultUndoWhen)].sort();
}

/** It runs where its task ran, as the same user, with the same secrets and the same takes of pools. */
export function undoTask(
  shared: SharedParts,
  task: Task,
  idx: number,
  { run, env, timeout, retry }: UndoSpec,
): Task {
  const { repeat: _, ...own } = task;
  return {
    ...own,
    name: `${task.name}:undo`,
    group: `${task.group}:undo`,
    phase: "undo",
    needs: [idx],
    condition: null,
    onFailure: "fail",
    failFast: false,
    gates: takesAlone(task.gates),
    effects: [],
    on: [],
    timeoutMs: timeout === undefined ? shared.timeoutMs : durationMs(timeout),
    retry: retry ? normalizeRetry(mergeMaps(shared.defaults?.retry, retry)) : shared.retry,
    env: { ...shared.env, ...env },
    outputs: {},
    action: commandAction(run),
  };
}
