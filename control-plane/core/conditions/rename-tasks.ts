// A template's conditions move into the pipeline that uses it: tasks of the same run get their names there.

import type { ConditionSpec } from "#schemas/types.ts";

/** @param names For each local task its names in the pipeline: several when it uses a template itself. */
export function renameTasks(
  spec: ConditionSpec,
  names: ReadonlyMap<string, readonly string[]>,
): ConditionSpec {
  const rename = (one: ConditionSpec) => renameTasks(one, names);
  if (spec.all) return { ...spec, all: spec.all.map(rename) };
  if (spec.any) return { ...spec, any: spec.any.map(rename) };
  if (spec.not) return { ...spec, not: rename(spec.not) };
  if (spec.of) return { ...spec, of: spec.of.map(rename) };
  if (spec.task === undefined || spec.pipeline !== undefined) return spec;
  const [only = spec.task, ...others] = names.get(spec.task) ?? [];
  if (others.length === 0) return { ...spec, task: only };
  return { all: [only, ...others].map((task) => ({ ...spec, task })) };
}
