// Runs a normalized pipeline task by task with real shells and no engine: for checks of specs, not of scheduling.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { decide } from "#core/decide.ts";
import {
  evaluate,
  type NeedValue,
  type RunValues,
  renderTemplateText,
  scopeOf,
} from "#core/expression.ts";
import { parseOutputFile, typedOutputs } from "#core/outputs.ts";
import { resolveParams } from "#core/parameters.ts";
import type { Pipeline, Task } from "#core/pipeline.ts";

export interface Walked {
  state: "succeeded" | "failed";
  /** By the task's full name. */
  tasks: Record<string, NeedValue & { log: string }>;
}

export interface Walk {
  /** The folder that scripts see as the current one. */
  cwd: string;
  params: Record<string, unknown>;
  run: RunValues;
  /** Added to PATH and TRUNKLINE_OUTPUT, which is all else that a task has. */
  env: Record<string, string>;
}

/** One attempt a task, in topological order. */
export function walkPipeline(pipeline: Pipeline, walk: Walk): Walked {
  const resolved = resolveParams(pipeline.params, walk.params, walk.run);
  if ("issues" in resolved) throw new Error(JSON.stringify(resolved.issues));
  const done: (NeedValue & { log: string })[] = [];
  for (const task of pipeline.tasks) {
    const needs = task.needs.flatMap((index) => done[index] ?? []);
    const values = { run: walk.run, params: resolved.values, matrix: task.matrix, needs };
    const { name, group, onFailure } = task;
    const decision = decide(task.condition, needs, {
      ...values,
      scope: scopeOf(pipeline, task, true),
    });
    if ("error" in decision) throw new Error(decision.error);
    const ending = decision.run
      ? runTask(task, walk, { ...values, scope: scopeOf(pipeline, task, false) })
      : { state: "skipped" as const, outputs: {}, log: "" };
    done.push({ name, group, onFailure, ...ending });
  }
  const failed = done.some((task) => task.state === "failed" && task.onFailure === "fail");
  return {
    state: failed ? "failed" : "succeeded",
    tasks: Object.fromEntries(done.map((task) => [task.name, task])),
  };
}

function runTask(task: Task, { cwd, env }: Walk, values: Parameters<typeof evaluate>[1]) {
  const scratch = mkdtempSync(path.join(tmpdir(), "walk-"));
  try {
    const outputFile = path.join(scratch, "outputs");
    writeFileSync(outputFile, "");
    const { action } = task;
    if (action.kind !== "command") throw new Error(`${task.name} is no command`);
    const variables = Object.entries(action.variables).map(([name, text]) => [
      name,
      String(evaluate(text, values)),
    ]);
    const own = Object.entries(task.env).map(([key, text]) => [
      key,
      renderTemplateText(text, values),
    ]);
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-e", "-c", action.script], {
      cwd,
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        TRUNKLINE_OUTPUT: outputFile,
        ...env,
        ...Object.fromEntries([...own, ...variables]),
      },
    });
    const { values: raw } = parseOutputFile(readFileSync(outputFile, "utf8"));
    const typed = typedOutputs(raw, task.outputs);
    if (typed.issues.length > 0) throw new Error(`${task.name}: ${typed.issues.join("; ")}`);
    const state = status === 0 ? ("succeeded" as const) : ("failed" as const);
    return { state, outputs: typed.values, log: stdout + stderr };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
