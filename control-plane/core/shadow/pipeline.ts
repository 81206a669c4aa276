// A pipeline as it runs in shadow: another definition, made of the one that is deployed. Whatever would reach beyond its own
// run is not in it: no event, variable or asset, no pool or lock, no condition, no deadline, nothing that undoes. So nobody who
// executes it has to know that it is only a shadow.

import { commandAction } from "../command-action.ts";
import { isMain } from "../phase.ts";
import type { Gates, Pipeline, Task } from "../pipeline.ts";
import type { NotRun } from "./declared.ts";

/** Of least priority: what is live comes first, for workers too. */
const lastPriority = -100;

/** @param pipeline At the stage `shadow`. */
export function shadowOf(pipeline: Pipeline): Pipeline {
  const { watch: _, messages: __, bundle: ___, onDelete: ____, wave, ...rest } = pipeline;
  return {
    ...rest,
    after: [],
    awaits: null,
    concurrency: { runs: null, whenBusy: "queue" },
    deadline: null,
    isShadow: true,
    tasks: pipeline.tasks.filter(({ phase }) => phase !== "undo").map(taskInShadow),
    undoWhen: [],
    ...(wave === undefined ? {} : { wave: { name: wave.name, stage: wave.stage } }),
  };
}

/** Names of the tasks that await others, and "" where the pipeline does: nobody live decides for them when they start. */
export function awaitingInShadow({ awaits, tasks }: Pipeline): string[] {
  const main = tasks.filter(isMain);
  const waiting = main.filter(({ gates }) => gates?.awaits).map(({ name }) => name);
  // Of a single task the pipeline's own start tells.
  const isWhole = awaits !== null || (main.length === 1 && waiting.length === 1);
  return [...(isWhole ? [""] : []), ...waiting];
}

function taskInShadow(task: Task): Task {
  const { reads: _, watch: __, shadow, ...rest } = task;
  const alone: Task = {
    ...rest,
    deadline: null,
    effects: [],
    gates: timesAlone(task.gates),
    on: task.on.map((rule) => ({ ...rule, effects: [] })),
    priority: lastPriority,
  };
  const reason = notRun(task);
  if (reason !== null) return passedOver(alone, reason);
  if (shadow === undefined || "skip" in shadow) return alone;
  const { work, outputs } = shadow;
  const measured = outputs === undefined ? {} : { measures: outputs };
  if (work === undefined) return { ...alone, ...measured };
  const { secretFiles, ...withoutFiles } = alone;
  const files =
    shadow.sideEffects === undefined ? {} : secretFiles === undefined ? {} : { secretFiles };
  const runAs = work.action.kind === "command" ? alone.runAs : null;
  return { ...withoutFiles, ...files, ...measured, ...work, runAs };
}

/** Why the task is not run in shadow; null: it is. */
export function notRun({ shadow, action }: Pick<Task, "shadow" | "action">): NotRun | null {
  if (shadow === undefined)
    return action.kind === "pipeline" ? "runs another pipeline" : "declares no `shadow`";
  return "skip" in shadow ? "is skipped" : null;
}

/** What the clock and the calendar say of it, and nobody else. */
function timesAlone(gates: Gates | null): Gates | null {
  if (gates === null || (gates.notBefore === null && gates.onlyOn === undefined)) return null;
  const { notBefore, onlyOn } = gates;
  return {
    ...{ awaits: null, notBefore, notAfter: null, approval: null, takes: [] },
    ...(onlyOn === undefined ? {} : { onlyOn }),
  };
}

/** Its command is harmless also for whoever doesn't read `passedOver`. */
function passedOver(task: Task, reason: NotRun): Task {
  const { forEach: _, repeat: __, secretFiles: ___, report: ____, ...rest } = task;
  return {
    ...rest,
    action: commandAction("true"),
    env: {},
    outputs: {},
    passedOver: `not run in shadow: it ${reason}`,
    secrets: [],
  };
}
