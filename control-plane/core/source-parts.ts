// The pieces of a source as they were written: names that count although their values are wrong, and the tasks of a folder.

import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";
import { validateTask } from "#schemas/validators.js";
import type { LocalTask } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import type { ParamType } from "./pipeline.ts";
import type { Problem } from "./problem.ts";
import { validateFile } from "./validate-schema.ts";

/** The name of the task that a file of `tasks/` holds. */
export const partName = ({ path }: SpecFile): string =>
  path.slice(path.lastIndexOf("/") + 1, -".yaml".length);

/** The tasks of `tasks/*.yaml`, named by their files. */
export function taskParts(
  parts: readonly SpecFile[],
  main: SpecFile,
  spec: PipelineSpec,
  problems: Problem[],
): LocalTask[] {
  const found: LocalTask[] = [];
  for (const file of parts) {
    const name = partName(file);
    const task = validateFile<TaskSpec>(file, validateTask, problems);
    const place = { file, path: [], at: "value" } as const;
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name))
      problems.push({
        ...place,
        code: "invalid-name",
        message: `"${name}" can't be a task's name`,
        help: "rename the file",
      });
    else if (spec.tasks && Object.hasOwn(spec.tasks, name)) {
      const related = {
        file: main,
        path: ["tasks", name],
        at: "key" as const,
        message: "and here",
      };
      problems.push({
        ...place,
        code: "duplicate-task",
        message: `task "${name}" is also in pipeline.yaml`,
        related,
      });
    } else if (task !== undefined) found.push({ name, spec: task, file, path: [] });
  }
  return found;
}

/** Types of declared parameters; one without a type is a string. */
export function typesOf(
  params: Record<string, { type?: ParamType }> | undefined,
): Record<string, ParamType> {
  const types: Record<string, ParamType> = {};
  for (const [name, param] of Object.entries(params ?? {}))
    if (param) types[name] = param.type ?? "string";
  return types;
}

const rawTasks = (file: SpecFile, key = "tasks"): unknown =>
  (file.value as Record<string, unknown> | undefined)?.[key];

/** Names under `tasks` (or `finally`) as written, whatever shape their values have. */
export function declaredNames(file: SpecFile, key = "tasks"): ReadonlySet<string> {
  const tasks = rawTasks(file, key);
  return new Set(typeof tasks === "object" && tasks !== null ? Object.keys(tasks) : []);
}

/** Whether the file says anything under `tasks`. */
export const hasRawTasks = (file: SpecFile): boolean => {
  const tasks = rawTasks(file);
  return (
    tasks !== undefined &&
    (typeof tasks !== "object" || tasks === null || Object.keys(tasks).length > 0)
  );
};

const nameLine = /^name:[ \t]+(["']?)([a-z0-9][a-z0-9_-]*)\1[ \t]*(?:#.*)?$/m;

/**
 * The name as written, also of a file with errors; of one that is no YAML by its line, so that a pipeline which
 * moved and broke in the same commit is not taken for a deleted one.
 */
export function nameOf(file: SpecFile): string | null {
  if (file.value === undefined) return nameLine.exec(file.text)?.[2] ?? null;
  const name = (file.value as { name?: unknown }).name;
  return typeof name === "string" ? name : null;
}

const formerLine = /^renamedFrom:[ \t]+(["']?)([a-z0-9][a-z0-9_-]*)\1[ \t]*(?:#.*)?$/m;

/** What it says it was called before, also in a file with errors, so that what is deployed under that name is not taken for deleted. */
export function formerNamesOf(file: SpecFile): string[] | undefined {
  if (file.value === undefined) {
    const name = formerLine.exec(file.text)?.[2];
    return name === undefined ? undefined : [name];
  }
  const said = (file.value as { renamedFrom?: unknown }).renamedFrom;
  const names = [said].flat().filter((one) => typeof one === "string");
  return names.length === 0 ? undefined : names;
}

const bundleLine = /^bundle:[ \t]+(["']?)([a-z0-9][a-z0-9_-]*)\1[ \t]*(?:#.*)?$/m;

/** The bundle as written, also in a file with errors; undefined when it says none. */
export function bundleOf(file: SpecFile): string | undefined {
  if (file.value === undefined) return bundleLine.exec(file.text)?.[2];
  const { bundle } = file.value as { bundle?: unknown };
  return typeof bundle === "string" ? bundle : undefined;
}
