// Where the value of a name comes from when an expression runs.

import { dataValue } from "./expression-data.ts";
import {
  type EndValues,
  type ExpressionValues,
  isData,
  type NeedValue,
  own,
  type Reference,
  type RunValues,
  type StatusFunction,
} from "./expression-scope.ts";
import type { OutputValue, Scalar } from "./pipeline.ts";
import type { TaskState } from "./run.ts";

/** A system's integers come as CEL has them. */
export type ReferenceValue = OutputValue | bigint | (Scalar | bigint)[];

/** The value of a reference; undefined when the run has none, as for an output that a skipped task never wrote. */
export function referenceValue(
  reference: Reference,
  values: ExpressionValues,
): ReferenceValue | undefined {
  if (reference.kind === "status") return statusOf(reference.name, reference.tasks, values.needs);
  if (reference.kind === "loop") return undefined;
  const value = valueOfPath(reference.path, values);
  return reference.kind === "has" ? value !== undefined : value;
}

function valueOfPath(path: string[], values: ExpressionValues): ReferenceValue | undefined {
  const [root = "", name = "", ...rest] = path;
  if (isData(root, values.scope)) return dataValue(path, values.data ?? {});
  if (values.scope.item !== undefined && root === "item") return values.item?.value;
  if (values.scope.item !== undefined && root === "index") return values.item?.index;
  if (root === "params" || root === "matrix") return own(values[root], name);
  if (root === "run") return valueOfRun([name, ...rest].join("."), values.run);
  if (root === "outputs") return own(values.outputs ?? {}, name);
  if (root !== "needs") return values.end?.[root as keyof EndValues];
  const instances = values.needs.filter((need) => need.group === name);
  if (rest[0] === "state") return combinedState(instances);
  const outputs = instances[0]?.outputs;
  return outputs && own(outputs, rest[1] ?? "");
}

function valueOfRun(field: string, run: RunValues): Scalar | undefined {
  if (field === "interval.start") return run.interval.start;
  if (field === "interval.end") return run.interval.end;
  return own(run as unknown as Record<string, Scalar | undefined>, field);
}

// The state that needs attention first stands for all instances of a matrix.
const worstFirst: readonly TaskState[] = ["failed", "cancelled", "skipped", "succeeded"];

function combinedState(instances: readonly NeedValue[]): TaskState | undefined {
  const states = new Set(instances.map((need) => need.state));
  return worstFirst.find((state) => states.has(state)) ?? instances[0]?.state;
}

/**
 * Without names the functions speak of all needs and forgive a failure under `onFailure: continue`;
 * with names they state the plain fact about each: `failed` asks for any, `succeeded` and `finished` for all.
 */
function statusOf(name: StatusFunction, tasks: string[], needs: readonly NeedValue[]): boolean {
  const asked = tasks.length === 0 ? needs : needs.filter((need) => tasks.includes(need.group));
  const forgiven = (need: NeedValue) => tasks.length === 0 && isForgiven(need);
  switch (name) {
    case "failed":
      return asked.some((need) => need.state === "failed" && !forgiven(need));
    case "succeeded":
      return asked.every((need) => need.state === "succeeded" || forgiven(need));
    case "finished":
      return asked.every((need) => worstFirst.includes(need.state));
    default:
      return name satisfies never;
  }
}

/** A failed need that its own spec allows to fail. */
export const isForgiven = (need: NeedValue): boolean =>
  need.state === "failed" && need.onFailure === "continue";
