// A matrix: one instance of a task for each combination of its values.

import type { Scalar } from "./pipeline.ts";

export interface Instance {
  name: string;
  values: Record<string, Scalar>;
}

/** How many instances a matrix has; 1 without one. */
export function instanceCount(matrix: Record<string, readonly Scalar[]> | undefined): number {
  let count = 1;
  for (const values of Object.values(matrix ?? {})) count *= values.length;
  return count;
}

/** The instances of a task, the last dimension varying fastest: `extract[eu,daily]`, `extract[eu,monthly]`, … */
export function expandMatrix(
  name: string,
  matrix: Record<string, readonly Scalar[]> | undefined,
): Instance[] {
  if (matrix === undefined) return [{ name, values: {} }];
  let combinations: Record<string, Scalar>[] = [{}];
  for (const [key, values] of Object.entries(matrix))
    combinations = combinations.flatMap((before) =>
      values.map((value) => ({ ...before, [key]: value })),
    );
  return combinations.map((values) => ({
    name: `${name}[${Object.values(values).join(",")}]`,
    values,
  }));
}
