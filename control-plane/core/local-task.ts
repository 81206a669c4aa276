// A task as written in one file, with the place it was written at.

import type { TaskSpec } from "#schemas/types.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Place } from "./problem.ts";
import type { ShellScript } from "./shell-text.ts";
import { writtenAt } from "./written.ts";

export interface LocalTask {
  /** Unique in its pipeline or template. */
  name: string;
  spec: TaskSpec;
  file: SpecFile;
  /** Path of the spec in its file. */
  path: Path;
  /** Of a task of `finally`: all tasks of the pipeline, whose states and outputs it may read. */
  before?: ReadonlyMap<string, LocalTask>;
  /** What the check of its `run` has read, for `normalize`. */
  script?: ShellScript;
}

/** The place of a property of a task. */
export const placeIn = (task: LocalTask, ...rest: (string | number)[]): Place => ({
  file: task.file,
  path: [...task.path, ...rest],
  at: "value",
});

/** The tasks of a `tasks` (or `finally`) map; entries that had the wrong shape are left out. */
export function tasksOf(
  file: SpecFile,
  tasks: Record<string, TaskSpec> | undefined,
  key = "tasks",
): LocalTask[] {
  const found: LocalTask[] = [];
  for (const name of Object.keys(tasks ?? {})) {
    const spec = tasks?.[name];
    if (spec) found.push({ name, spec, file, path: [key, name] });
  }
  return found;
}

/** What a task runs: its own text, a template's path, or null when it says neither or both. */
export function actionOf(spec: TaskSpec): { run: string } | { uses: string } | null {
  if (spec.run !== undefined) return spec.uses === undefined ? { run: spec.run } : null;
  if (spec.uses === undefined) return null;
  if (spec.uses !== "command") return { uses: spec.uses };
  const run = spec.with?.run;
  return typeof run === "string" ? { run } : null;
}

export const isTemplatePath = (uses: string): boolean => uses.startsWith("./");

/** `needs` without entries that were cut for their type. */
export const needsOf = (spec: TaskSpec): string[] =>
  (spec.needs ?? []).filter((need) => typeof need === "string");

/** The task as its file has it, with what was cut for its type. */
export const rawOf = ({ file, path }: LocalTask): object => writtenAt(file, path);
