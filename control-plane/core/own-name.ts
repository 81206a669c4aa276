// A project that is registered by another name than its trunkline.yaml gives it: conditions that name it by the latter would
// ask about another project, or about none, and wait without a word.

import type { ConditionSpec, PipelineSpec } from "#schemas/types.ts";
import type { LocalTask } from "./local-task.ts";
import type { SpecFile } from "./parse.ts";
import type { Path, Problem } from "./problem.ts";
import type { Project } from "./project.ts";

/** Of a pipeline's `awaits` and `after`, and of its tasks' `awaits`. */
export function checkOwnName(
  { file, spec, tasks }: { file: SpecFile; spec: PipelineSpec; tasks: readonly LocalTask[] },
  { name: written, ceilings }: Pick<Project, "name" | "ceilings">,
  problems: Problem[],
): void {
  const registered = ceilings?.project ?? null;
  if (written === null || registered === null || written === registered) return;
  const look = (condition: ConditionSpec | undefined, within: SpecFile, path: Path): void => {
    for (const one of namesOf(condition, path))
      if (one.project === written)
        problems.push({
          ...{ file: within, path: one.path, at: "value", code: "unknown-awaited" },
          message: `"${written}" is the name in trunkline.yaml; the project is registered as "${registered}", and this asks about another project`,
          help: one.without,
        });
  };
  look(spec.awaits, file, ["awaits"]);
  for (const [index, trigger] of (spec.triggers ?? []).entries())
    look(trigger?.after, file, ["triggers", index, "after"]);
  for (const { spec, file, path } of tasks) look(spec.awaits, file, [...path, "awaits"]);
}

/** Projects that a condition names, with where, and how to say the same of one's own. */
function namesOf(
  condition: ConditionSpec | undefined,
  path: Path,
): { project: string; path: Path; without: string }[] {
  if (typeof condition !== "object" || condition === null) return [];
  const { pipeline, project } = condition;
  const [name, of] = typeof pipeline === "string" ? pipeline.split("/").reverse() : [];
  return [
    ...(of === undefined
      ? []
      : [{ project: of, path: [...path, "pipeline"], without: `write \`pipeline: ${name}\`` }]),
    ...(typeof project === "string"
      ? [{ project, path: [...path, "project"], without: "leave `project` out" }]
      : []),
    ...(["all", "any", "of"] as const).flatMap((list) =>
      (condition[list] ?? []).flatMap((part, index) => namesOf(part, [...path, list, index])),
    ),
    ...namesOf(condition.not, [...path, "not"]),
  ];
}
