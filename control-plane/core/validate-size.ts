// How large a pipeline is once its templates and matrices are expanded.

import { instanceCount } from "./matrix.ts";
import type { SpecFile } from "./parse.ts";
import type { Problem } from "./problem.ts";
import type { FlatTask } from "./template.ts";
import { maxEdges, maxInstances, maxTasks } from "./yaml-limits.ts";

/** Reports the first limit that the pipeline exceeds. */
export function checkSize(tasks: readonly FlatTask[], file: SpecFile, problems: Problem[]): void {
  if (problems.some(({ code }) => code === "too-many-tasks")) return;
  const message = excess(tasks);
  if (message === null) return;
  const help =
    tasks.length > maxTasks ? undefined : "let groups of instances meet in one task between them";
  problems.push({ file, path: ["tasks"], at: "key", code: "too-many-tasks", message, help });
}

function excess(tasks: readonly FlatTask[]): string | null {
  const instances = new Map(
    tasks.map(({ name, spec }) => [name, spec.matrix ? instanceCount(spec.matrix) : 1]),
  );
  let total = 0;
  let edges = 0;
  for (const { name, spec } of tasks) {
    const count = instances.get(name) ?? 1;
    total += count;
    for (const need of spec.needs ?? []) edges += count * (instances.get(need) ?? 0);
  }
  if (tasks.length > maxTasks)
    return `the pipeline has ${tasks.length} tasks; ${maxTasks} are allowed`;
  if (total > maxInstances)
    return `the pipeline has ${total} tasks after \`matrix\`; ${maxInstances} are allowed`;
  if (edges > maxEdges)
    return `the pipeline has ${edges} edges between tasks; ${maxEdges} are allowed`;
  return null;
}
