// Types of the values of a matrix, for the expressions that name them.

import type { Pipeline, Scalar, ScalarType } from "./pipeline.ts";

/** The one type of all values of a matrix key; values of mixed types are read as strings. */
export function commonType(values: readonly Scalar[]): ScalarType {
  if (values.every((value) => typeof value === "boolean")) return "boolean";
  if (values.every((value) => Number.isSafeInteger(value))) return "integer";
  if (values.every((value) => typeof value === "number")) return "number";
  return "string";
}

// 5,000 instances of one matrix would otherwise be looked through once per instance.
const matrixTypesMemo = new WeakMap<Pipeline, Map<string, Record<string, ScalarType>>>();

/** By group, then by key. */
export function matrixTypesOf(pipeline: Pipeline): Map<string, Record<string, ScalarType>> {
  const known = matrixTypesMemo.get(pipeline);
  if (known) return known;
  const values = new Map<string, Map<string, Scalar[]>>();
  for (const task of pipeline.tasks) {
    const keys = values.getOrInsertComputed(task.group, () => new Map<string, Scalar[]>());
    for (const [key, value] of Object.entries(task.matrix))
      keys.getOrInsertComputed(key, () => []).push(value);
  }
  const types = new Map<string, Record<string, ScalarType>>();
  for (const [group, keys] of values)
    types.set(group, Object.fromEntries([...keys].map(([key, all]) => [key, commonType(all)])));
  matrixTypesMemo.set(pipeline, types);
  return types;
}
