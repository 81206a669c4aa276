// What JSON Schema can't say about a task that runs a pipeline: what of a task belongs to workers alone.

import type { TaskSpec } from "#schemas/types.ts";
import { outputPlace } from "./child-action.ts";
import { type LocalTask, placeIn } from "./local-task.ts";
import type { Problem } from "./problem.ts";

/** What only a worker could heed; none works on such a task. */
const ofWorkers: Partial<Record<keyof TaskSpec, string>> = {
  env: "give values to its run by `params`",
  reads: "its tasks have theirs; `awaits` waits for an asset",
  runAs: "its tasks have theirs",
  runsOn: "its tasks have theirs",
  secrets: "its tasks have theirs",
  timeout: "its tasks have theirs; a `deadline` watches how long it takes",
  on: "its state decides; `retry` runs it again",
  pools:
    "its tasks take theirs; `concurrency` of that pipeline says how many of its runs go on at a time",
  locks:
    "its tasks take theirs; `concurrency` of that pipeline says how many of its runs go on at a time",
};

/** Problems of one task that runs a pipeline; whether that fits is judged with the whole project (estate-children.ts). */
export function checkChild(task: LocalTask, problems: Problem[]): void {
  const { spec } = task;
  for (const [key, help] of Object.entries(ofWorkers)) {
    if (spec[key as keyof TaskSpec] === undefined) continue;
    const message = `\`${key}\` is for what a worker does; \`uses: pipeline\` takes none`;
    problems.push({ ...placeIn(task, key), at: "key", code: "task-action", message, help });
  }
  const inputs = spec.with ?? {};
  const report = (path: string[], message: string, help: string) =>
    problems.push({ ...placeIn(task, "with", ...path), code: "invalid-child", message, help });
  if (typeof inputs.pipeline === "string" && inputs.pipeline.includes("/"))
    report(
      ["pipeline"],
      "a task runs pipelines of its own project only",
      "let the other project's pipeline follow by a trigger: `after: {pipeline: project/name}`",
    );
  const outputs = (inputs.outputs ?? {}) as Record<string, unknown>;
  for (const [name, place] of Object.entries(outputs)) {
    if (typeof place === "string" && outputPlace(place) === null)
      report(["outputs", name], `"${place}" is not TASK.OUTPUT`, "write such as `sum.rows`");
    if (!Object.hasOwn(spec.outputs ?? {}, name))
      report(
        ["outputs", name],
        `the task declares no output "${name}"`,
        `declare it: outputs: {${name}: string}`,
      );
  }
  const isFree = inputs.wait === false;
  if (isFree && Object.keys(outputs).length > 0)
    report(["outputs"], "a run that is not waited for gives no outputs", "leave `wait: false` out");
}
